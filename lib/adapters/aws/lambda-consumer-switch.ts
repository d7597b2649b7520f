import {
  type EventSourceMappingConfiguration,
  type LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import {
  type ConsumerState,
  type ConsumerSwitch,
  type QueueMeter,
  SwitchMissing,
} from '../../messaging/operate/ports.ts'

/**
 * The event source mapping of a queue. It is found by the queue, whose only consumer it is.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export function lambdaConsumerSwitch(lambda: LambdaClient, queue: QueueMeter): ConsumerSwitch {
  return {
    async state() {
      const mapping = await eventSourceMapping(lambda, queue)
      return (mapping?.State?.toUpperCase() ?? 'MISSING') as ConsumerState
    },
    async turn(on) {
      const mapping = await eventSourceMapping(lambda, queue)
      if (!mapping) throw new SwitchMissing('The queue has no event source mapping.')
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping.UUID, Enabled: on }))
    },
  }
}

/** Undefined when the queue is gone, or has none. */
export async function eventSourceMapping(
  lambda: LambdaClient,
  queue: QueueMeter,
): Promise<EventSourceMappingConfiguration | undefined> {
  const described = await queue.describe()
  if (!described) return undefined
  const request = new ListEventSourceMappingsCommand({ EventSourceArn: described.arn })
  const { EventSourceMappings = [] } = await lambda.send(request)
  return EventSourceMappings[0]
}
