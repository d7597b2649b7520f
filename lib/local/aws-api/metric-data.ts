import { type OwnApi, refused } from './own-api.ts'

const ACTION = 'GraniteServiceVersion20100801.GetMetricData'

interface MetricDataQuery {
  readonly Id?: string
  readonly MetricStat?: {
    readonly Metric?: {
      readonly Namespace?: string
      readonly MetricName?: string
      readonly Dimensions?: readonly { readonly Name?: string; readonly Value?: string }[]
    }
  }
}

/**
 * CloudWatch's `GetMetricData` for the one metric that no API of SQS tells: how old the oldest message is. At home it is
 * of this very moment; no other metric is kept, and those have no values.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export function metricDataApi(oldestSentAt: (queueName: string) => number | undefined): OwnApi {
  return (call) => {
    if (call.target !== ACTION) return undefined
    const queries = call.body['MetricDataQueries'] as readonly MetricDataQuery[] | undefined
    if (!Array.isArray(queries)) return refused(400, 'MissingParameter', 'MetricDataQueries is missing.')
    const now = Date.now()
    const results = queries.map(({ Id, MetricStat }: MetricDataQuery) => {
      const { Namespace, MetricName, Dimensions } = MetricStat?.Metric ?? {}
      const queue = Dimensions?.find(({ Name }) => Name === 'QueueName')?.Value ?? ''
      const isAge = Namespace === 'AWS/SQS' && MetricName === 'ApproximateAgeOfOldestMessage'
      const sentAt = isAge ? oldestSentAt(queue) : undefined
      const values = sentAt === undefined ? [] : [Math.floor((now - sentAt) / 1000)]
      return {
        Id,
        Label: MetricName,
        StatusCode: 'Complete',
        Values: values,
        Timestamps: values.map(() => now / 1000),
      }
    })
    return { status: 200, body: { MetricDataResults: results } }
  }
}
