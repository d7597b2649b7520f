import * as z from 'zod'
import type { KeptMetric, Measured } from './kept-metrics.ts'

const sum = (measured: readonly Measured[]): number => measured.reduce((all, each) => all + each.sum, 0)
const count = (measured: readonly Measured[]): number => measured.reduce((all, each) => all + each.count, 0)

/** What can be told of values that are not kept one by one. */
const STATISTICS = {
  Sum: sum,
  SampleCount: count,
  Average: (measured: readonly Measured[]) => sum(measured) / count(measured),
  Minimum: (measured: readonly Measured[]) => Math.min(...measured.map(({ minimum }) => minimum)),
  Maximum: (measured: readonly Measured[]) => Math.max(...measured.map(({ maximum }) => maximum)),
}

export interface MetricDataQuery {
  readonly id: string
  readonly metric: KeptMetric
  readonly periodMilliseconds: number
  /** Of a period in which something was measured. */
  statistic(measured: readonly Measured[]): number
}

/** A request for metrics. Times in milliseconds since 1970; `to` is the first that is not meant. */
export interface MetricDataRequest {
  readonly queries: readonly MetricDataQuery[]
  readonly from: number
  readonly to: number
  readonly isAscending: boolean
}

const seconds = z.number().transform((since1970) => since1970 * 1_000)
const ofStatistics = Object.keys(STATISTICS) as (keyof typeof STATISTICS)[]

const QUERY = z.object({
  Id: z.string(),
  Expression: z
    .undefined('At home no expression is evaluated: ask for each metric by a MetricStat.')
    .optional(),
  MetricStat: z.object({
    Metric: z.object({
      Namespace: z.string(),
      MetricName: z.string(),
      Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
    }),
    Period: z.int().positive(),
    Stat: z.enum(ofStatistics, `At home the statistics are ${ofStatistics.join(', ')}: give one as Stat.`),
  }),
})

const REQUEST = z
  .object({
    MetricDataQueries: z.array(QUERY).max(500),
    StartTime: seconds,
    EndTime: seconds,
    ScanBy: z.enum(['TimestampAscending', 'TimestampDescending']).default('TimestampDescending'),
  })
  .refine(({ StartTime, EndTime }) => StartTime < EndTime, 'StartTime must be before EndTime.')

/** What a call asks for, or a sentence that says why that cannot be told here. */
export function readRequest(body: unknown): MetricDataRequest | { readonly refusal: string } {
  const { data, error } = REQUEST.safeParse(body)
  if (error) return { refusal: sentence(error) }
  const { MetricDataQueries, StartTime: from, EndTime: to, ScanBy } = data
  return {
    queries: MetricDataQueries.map(queryOf),
    from,
    to,
    isAscending: ScanBy === 'TimestampAscending',
  }
}

function queryOf({ Id, MetricStat: { Metric, Period, Stat } }: z.infer<typeof QUERY>): MetricDataQuery {
  return {
    id: Id,
    metric: {
      namespace: Metric.Namespace,
      name: Metric.MetricName,
      dimensions: Metric.Dimensions.map(({ Name, Value }) => [Name, Value] as const),
    },
    periodMilliseconds: Period * 1_000,
    statistic: STATISTICS[Stat],
  }
}

function sentence({ issues: [first] }: z.ZodError): string {
  return first ? `${first.path.join('/')}: ${first.message}` : 'The request is not valid.'
}
