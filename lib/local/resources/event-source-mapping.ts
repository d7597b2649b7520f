import { createEventSourceMapping } from '../event-source/event-source-mapping.ts'
import type { LambdaFunction } from '../lambda/lambda-function.ts'
import { NotRunHere } from './not-run-here.ts'
import type { Provision, Services } from './resource-type.ts'
import { generatedName } from './resource-type.ts'

const DEFAULT_BATCH_SIZE = 10
/** What Lambda scales to at first; more would only be threads here. */
const DEFAULT_CONCURRENCY = 5
const MAX_NAME_LENGTH = 200

/** AWS::Lambda::EventSourceMapping of an SQS queue. It starts to poll when the whole assembly stands. */
export const provisionEventSourceMapping: Provision = (input, services) => {
  const { properties } = input
  const id = generatedName(input, MAX_NAME_LENGTH)
  const queueArn = String(properties['EventSourceArn'])
  const queueName = queueArn.split(':').at(-1) ?? ''
  if (!queueArn.includes(':sqs:')) throw new NotRunHere('only SQS queues are polled at home')
  const scaling = (properties['ScalingConfig'] ?? {}) as { MaximumConcurrency?: number }
  const responseTypes = (properties['FunctionResponseTypes'] ?? []) as string[]
  services.eventSourceMappings.push(
    createEventSourceMapping({
      id,
      queueArn,
      queueUrl: `${services.endpoints.aws}/000000000000/${queueName}`,
      function: functionOf(services, String(properties['FunctionName'])),
      batchSize: Number(properties['BatchSize'] ?? DEFAULT_BATCH_SIZE),
      windowSeconds: Number(properties['MaximumBatchingWindowInSeconds'] ?? 0),
      maximumConcurrency: scaling.MaximumConcurrency ?? DEFAULT_CONCURRENCY,
      reportBatchItemFailures: responseTypes.includes('ReportBatchItemFailures'),
      enabled: properties['Enabled'] !== false,
      wakePollers: () => services.fauxqs.wakePollers(queueName),
      log: services.log,
    }),
  )
  return { physicalId: id, attributes: { Id: id } }
}

function functionOf({ functions }: Services, nameOrArn: string): LambdaFunction {
  const found = [...functions.values()].find(({ name, arn }) => name === nameOrArn || arn === nameOrArn)
  if (!found) throw new NotRunHere(`its function, ${nameOrArn}, does not run at home`)
  return found
}
