import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda'
import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptionsByTopic,
  type SNSClient,
} from '@aws-sdk/client-sns'
import type { ConsumerState, QueueMeter, TopicLink, Wiring } from '../../messaging/operate/ports.ts'
import { eventSourceMapping } from './lambda-consumer-switch.ts'

/** How SNS, SQS and Lambda have a subscription, by the ARNs of its topic and its queue. */
export function awsWiring(
  { lambda, sns }: { readonly lambda: LambdaClient; readonly sns: SNSClient },
  topicArn: string,
  queue: QueueMeter,
): Wiring {
  return {
    topicArn,
    async feed() {
      const mapping = await eventSourceMapping(lambda, queue)
      if (!mapping) return undefined
      const timeoutSeconds = await timeoutOf(lambda, mapping.FunctionArn ?? '')
      return {
        state: (mapping.State ?? '').toUpperCase() as ConsumerState,
        reportsBatchItemFailures: mapping.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
        ...(timeoutSeconds !== undefined && { timeoutSeconds }),
      }
    },
    async link() {
      const queueArn = (await queue.describe())?.arn
      for await (const page of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn: topicArn })) {
        const found = page.Subscriptions?.find(({ Endpoint }) => Endpoint === queueArn)
        if (!found) continue
        const request = new GetSubscriptionAttributesCommand({ SubscriptionArn: found.SubscriptionArn })
        return linkOf((await sns.send(request)).Attributes ?? {})
      }
      return undefined
    },
  }
}

async function timeoutOf(lambda: LambdaClient, FunctionName: string): Promise<number | undefined> {
  try {
    return (await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).Timeout
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

function linkOf(attributes: Readonly<Record<string, string>>): TopicLink {
  const { RawMessageDelivery, FilterPolicy, RedrivePolicy } = attributes
  const { deadLetterTargetArn } = JSON.parse(RedrivePolicy || '{}') as Partial<TopicLink>
  return {
    rawMessageDelivery: RawMessageDelivery === 'true',
    ...(FilterPolicy && { filterPolicy: JSON.parse(FilterPolicy) as NonNullable<TopicLink['filterPolicy']> }),
    ...(deadLetterTargetArn !== undefined && { deadLetterTargetArn }),
  }
}
