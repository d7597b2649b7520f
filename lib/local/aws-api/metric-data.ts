import type { KeptMetrics } from './kept-metrics.ts'
import { type MetricDataQuery, type MetricDataRequest, readRequest } from './metric-data-request.ts'
import { type OwnApi, refused } from './own-api.ts'

const ACTION = 'GraniteServiceVersion20100801.GetMetricData'

interface MetricSources {
  readonly kept: Pick<KeptMetrics, 'measured'>
  /** When the oldest message that a queue still has was sent, in milliseconds since 1970. */
  oldestSentAt(queueName: string): number | undefined
}

/**
 * CloudWatch's `GetMetricData`: of what the functions have measured, as long as it is kept here, and of the one metric of
 * AWS's that no API of SQS tells: how old the oldest message is. At home that is of this very moment. No other metric of
 * AWS's is kept, and those have no values.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export function metricDataApi(sources: MetricSources): OwnApi {
  return (call) => {
    if (call.target !== ACTION) return undefined
    const request = readRequest(call.body)
    if ('refusal' in request) return refused(400, 'ValidationError', request.refusal)
    const results = request.queries.map((query) => {
      const points = isAge(query) ? ageNow(sources, query) : pointsOf(sources.kept, query, request)
      if (!request.isAscending) points.reverse()
      return {
        Id: query.id,
        Label: query.metric.name,
        StatusCode: 'Complete',
        Values: points.map(({ value }) => value),
        Timestamps: points.map(({ at }) => at / 1_000),
      }
    })
    return { status: 200, body: { MetricDataResults: results } }
  }
}

interface Point {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly value: number
}

const isAge = ({ metric: { namespace, name } }: MetricDataQuery): boolean =>
  namespace === 'AWS/SQS' && name === 'ApproximateAgeOfOldestMessage'

function ageNow({ oldestSentAt }: MetricSources, { metric }: MetricDataQuery): Point[] {
  const [, queue = ''] = metric.dimensions.find(([name]) => name === 'QueueName') ?? []
  const [now, sentAt] = [Date.now(), oldestSentAt(queue)]
  return sentAt === undefined ? [] : [{ at: now, value: Math.floor((now - sentAt) / 1_000) }]
}

/** Oldest first: one for each period in which there was something. */
function pointsOf(
  kept: MetricSources['kept'],
  { metric, periodMilliseconds, statistic }: MetricDataQuery,
  { from, to }: MetricDataRequest,
): Point[] {
  const beginOf = (at: number): number => at - (at % periodMilliseconds)
  const measured = kept.measured(metric, beginOf(from), to)
  const periods = Map.groupBy(measured, ({ at }) => beginOf(at))
  return [...periods].map(([at, group]) => ({ at, value: statistic(group) }))
}
