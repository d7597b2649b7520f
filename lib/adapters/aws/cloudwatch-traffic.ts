import {
  type CloudWatchClient,
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch'
import type { MetricOf, TrafficMeter } from '../../messaging/operate/ports.ts'
import { METRICS } from '../../topology/metrics.ts'

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const QUERIES_A_CALL = 500

/**
 * What CloudWatch makes of the lines that functions write: one call for 500 metrics, and one for each further page of
 * an answer. Each metric that is asked for is paid for, whether it has values or not.
 */
export function cloudWatchTraffic(
  cloudWatch: CloudWatchClient,
  namespace: string,
  periodSeconds: number,
): TrafficMeter {
  const milliseconds = periodSeconds * 1_000
  return {
    periodSeconds,
    async values(metrics, from, periods) {
      const values = metrics.map(() => new Array<number | null>(periods).fill(null))
      const queries = metrics.map((of, index) => queryOf(of, index, namespace, periodSeconds))
      const [StartTime, EndTime] = [new Date(from), new Date(from + periods * milliseconds)]
      for (let first = 0; first < queries.length; first += QUERIES_A_CALL) {
        const MetricDataQueries = queries.slice(first, first + QUERIES_A_CALL)
        for await (const result of results(cloudWatch, { MetricDataQueries, StartTime, EndTime }))
          fill(values[indexOf(result)] ?? [], result, (at) => (at - from) / milliseconds)
      }
      return values
    },
  }
}

const queryOf = (of: MetricOf, index: number, Namespace: string, Period: number): MetricDataQuery => ({
  Id: `m${index}`,
  MetricStat: {
    Metric: {
      Namespace,
      MetricName: of.metric,
      Dimensions: [
        { Name: 'topic', Value: of.topic },
        ...(of.subscription === undefined ? [] : [{ Name: 'subscription', Value: of.subscription }]),
      ],
    },
    Period,
    Stat: METRICS[of.metric] === 'Count' ? 'Sum' : 'Average',
  },
})

const indexOf = ({ Id = '' }: MetricDataResult): number => Number(Id.slice(1))

/** A metric may come in several parts. @throws Error where CloudWatch does not tell */
async function* results(
  cloudWatch: CloudWatchClient,
  request: GetMetricDataCommandInput,
): AsyncGenerator<MetricDataResult> {
  let NextToken: string | undefined
  do {
    const answer = await cloudWatch.send(
      new GetMetricDataCommand({ ...request, ...(NextToken && { NextToken }) }),
    )
    for (const result of answer.MetricDataResults ?? []) {
      const { StatusCode = 'Complete', Label } = result
      if (StatusCode !== 'Complete' && StatusCode !== 'PartialData')
        throw new Error(`CloudWatch does not tell the metric '${Label}': ${StatusCode}. Ask again later.`)
      yield result
    }
    NextToken = answer.NextToken
  } while (NextToken !== undefined)
}

function fill(row: (number | null)[], result: MetricDataResult, periodOf: (at: number) => number): void {
  const { Timestamps = [], Values = [] } = result
  for (const [index, time] of Timestamps.entries()) {
    const period = periodOf(time.getTime())
    if (period in row) row[period] = Values[index] ?? null
  }
}
