import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { GetQueueAttributesCommand, QueueDoesNotExist, type SQSClient } from '@aws-sdk/client-sqs'
import type { QueueDescription, QueueMeter } from '../../messaging/operate/ports.ts'

const PERIOD_SECONDS = 60
/** The metric comes a minute at a time, and late. */
const LOOK_BACK_MILLISECONDS = 10 * 60_000

/** Counts from SQS itself; the age, which SQS tells nobody, from CloudWatch. */
export function sqsQueueMeter(sqs: SQSClient, cloudWatch: CloudWatchClient, QueueUrl: string): QueueMeter {
  return {
    async describe() {
      try {
        const request = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })
        const { Attributes = {} } = await sqs.send(request)
        return description(Attributes)
      } catch (error) {
        if (error instanceof QueueDoesNotExist) return undefined
        throw error
      }
    },
    async oldestAgeSeconds() {
      const Value = new URL(QueueUrl).pathname.split('/').at(-1) ?? ''
      const Metric = {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateAgeOfOldestMessage',
        Dimensions: [{ Name: 'QueueName', Value }],
      }
      const { MetricDataResults = [] } = await cloudWatch.send(
        new GetMetricDataCommand({
          MetricDataQueries: [{ Id: 'age', MetricStat: { Metric, Period: PERIOD_SECONDS, Stat: 'Maximum' } }],
          StartTime: new Date(Date.now() - LOOK_BACK_MILLISECONDS),
          EndTime: new Date(),
          ScanBy: 'TimestampDescending',
        }),
      )
      return MetricDataResults[0]?.Values?.[0]
    },
  }
}

function description(attributes: Partial<Record<string, string>>): QueueDescription {
  const count = (name: string): number => Number(attributes[name] ?? 0)
  const redrivePolicy = redrivePolicyOf(attributes['RedrivePolicy'])
  const policy = attributes['Policy']
  return {
    arn: attributes['QueueArn'] ?? '',
    waiting: count('ApproximateNumberOfMessages'),
    inFlight: count('ApproximateNumberOfMessagesNotVisible'),
    delayed: count('ApproximateNumberOfMessagesDelayed'),
    visibilityTimeoutSeconds: count('VisibilityTimeout'),
    retentionSeconds: count('MessageRetentionPeriod'),
    ...(redrivePolicy && { redrivePolicy }),
    ...(policy && { policy }),
  }
}

/** `maxReceiveCount` comes as a number or as a text, as whoever set it wrote it. */
function redrivePolicyOf(json: string | undefined): QueueDescription['redrivePolicy'] | undefined {
  if (!json) return undefined
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(json) as Record<string, unknown>
  return { deadLetterTargetArn: String(deadLetterTargetArn), maxReceiveCount: Number(maxReceiveCount) }
}
