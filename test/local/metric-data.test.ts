import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  type MetricStat,
} from '@aws-sdk/client-cloudwatch'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { topology } from '#topology'
import { cloudWatchTraffic } from '../../lib/adapters/aws/cloudwatch-traffic.ts'
import { cloudWatchMetrics } from '../../lib/adapters/aws/metrics.ts'
import { cloudWatchClient } from '../../lib/adapters/aws/operator-clients.ts'
import { type KeptMetrics, keptMetrics } from '../../lib/local/aws-api/kept-metrics.ts'
import { metricDataApi } from '../../lib/local/aws-api/metric-data.ts'
import { type Fauxqs, startFauxqs } from '../../lib/local/emulators/start-fauxqs.ts'
import type { MetricDimensions } from '../../lib/messaging/ports.ts'
import { type MetricName, metricsNamespace } from '../../lib/topology/metrics.ts'
import { trafficMeterContract } from '../contracts/traffic-meter-contract.ts'
import { recordingProxy } from '../support/recording-proxy.ts'

const CONNECTION = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
const NAMESPACE = metricsNamespace(topology, 'home')
const FROM = 1_800_000_000_000

let fauxqs: Fauxqs
let kept: KeptMetrics

beforeAll(async () => {
  fauxqs = await startFauxqs()
  fauxqs.answerFirst(
    metricDataApi({
      kept: { measured: (...asked) => kept.measured(...asked) },
      oldestSentAt: () => undefined,
    }),
  )
})
afterAll(() => fauxqs.close())
beforeEach(() => {
  kept = keptMetrics()
})

const client = (endpoint = fauxqs.url) => cloudWatchClient({ ...CONNECTION, endpoint })

/** The lines of one invocation, as its function writes them. */
function linesOf(measured: readonly (readonly [MetricName, number, MetricDimensions])[]): string[] {
  const lines: string[] = []
  const output = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(...String(text).split('\n').filter(Boolean))
    return true
  })
  const metrics = cloudWatchMetrics(topology, { stage: 'home' })
  for (const each of measured) metrics.add(...each)
  metrics.flush()
  output.mockRestore()
  return lines
}

trafficMeterContract('on CloudWatch, of what the functions write', async () => ({
  meter: cloudWatchTraffic(client(), NAMESPACE, 10),
  add({ metric, ...of }, value, at) {
    for (const line of linesOf([[metric, value, of]])) kept.keep(line, at)
  },
}))

describe('the meter of traffic', () => {
  it('asks CloudWatch once for 500 metrics', async () => {
    await using proxy = await recordingProxy(fauxqs.url)
    const meter = cloudWatchTraffic(client(proxy.url), NAMESPACE, 60)
    const ask = (count: number) =>
      meter.values(
        Array.from({ length: count }, () => ({ metric: 'Published', topic: 'orders' })),
        FROM,
        30,
      )
    await ask(500)
    expect(proxy.calls).toEqual(['graniteserviceversion20100801:GetMetricData'])
    await ask(501)
    expect(proxy.calls).toHaveLength(3)
  })

  it('reads an answer that comes in pages, and a metric that is on several of them', async () => {
    const page = (Id: string, StatusCode: string, after: number, value: number) => ({
      ...{ Id, StatusCode, Label: 'Published' },
      Timestamps: [FROM / 1_000 + after],
      Values: [value],
    })
    const { meter, asked } = await cloudWatchThatAnswers(
      { MetricDataResults: [page('m0', 'PartialData', 0, 1)], NextToken: 'second' },
      {
        MetricDataResults: [page('m0', 'Complete', 60, 2), page('m1', 'Complete', 120, 3)],
        NextToken: 'third',
      },
      { MetricDataResults: [] },
    )
    const of = { metric: 'Published', topic: 'orders' } as const
    expect(await meter.values([of, { ...of, topic: 'stock' }], FROM, 3)).toEqual([
      [1, 2, null],
      [null, null, 3],
    ])
    expect(asked.map(({ NextToken }) => NextToken)).toEqual([undefined, 'second', 'third'])
  })

  it('rejects where CloudWatch does not tell, rather than to call it nothing', async () => {
    const failed = { Id: 'm0', Label: 'Published', StatusCode: 'InternalError', Values: [], Timestamps: [] }
    const { meter } = await cloudWatchThatAnswers({ MetricDataResults: [failed] })
    await expect(meter.values([{ metric: 'Published', topic: 'orders' }], FROM, 3)).rejects.toThrow(
      "CloudWatch does not tell the metric 'Published': InternalError. Ask again later.",
    )
  })
})

describe('CloudWatch at home', () => {
  const of = { topic: 'orders', subscription: 'billing' }
  const Metric = {
    Namespace: NAMESPACE,
    MetricName: 'HandlerTime',
    Dimensions: [
      { Name: 'subscription', Value: 'billing' },
      { Name: 'topic', Value: 'orders' },
    ],
  }
  const measure = (after: number, ...times: number[]): void => {
    for (const line of linesOf(times.map((time) => ['HandlerTime', time, of] as const)))
      kept.keep(line, FROM + after * 1_000)
  }
  const query = (changes: Partial<MetricStat> = {}): MetricDataQuery => ({
    Id: 'times',
    MetricStat: { Metric, Period: 60, Stat: 'Sum', ...changes },
  })
  const ask = (queries: MetricDataQuery[], changes: Partial<GetMetricDataCommandInput> = {}) =>
    client().send(
      new GetMetricDataCommand({
        MetricDataQueries: queries,
        StartTime: new Date(FROM),
        EndTime: new Date(FROM + 600_000),
        ScanBy: 'TimestampAscending',
        ...changes,
      }),
    )
  const valuesOf = async (stat: Partial<MetricStat>, changes: Partial<GetMetricDataCommandInput> = {}) => {
    const { MetricDataResults: [result] = [] } = await ask([query(stat)], changes)
    return [result?.Timestamps?.map((at) => (at.getTime() - FROM) / 1_000), result?.Values]
  }

  it('tells every statistic of what came in a period, however long the period is', async () => {
    measure(0, 5, 1)
    measure(55, 9)
    measure(130, 4)
    expect(await valuesOf({ Stat: 'Sum' })).toEqual([
      [0, 120],
      [15, 4],
    ])
    expect(await valuesOf({ Stat: 'Average' })).toEqual([
      [0, 120],
      [5, 4],
    ])
    expect(await valuesOf({ Stat: 'Minimum' })).toEqual([
      [0, 120],
      [1, 4],
    ])
    expect(await valuesOf({ Stat: 'Maximum' })).toEqual([
      [0, 120],
      [9, 4],
    ])
    expect(await valuesOf({ Stat: 'SampleCount' })).toEqual([
      [0, 120],
      [3, 1],
    ])
    expect(await valuesOf({ Period: 10 })).toEqual([
      [0, 50, 130],
      [6, 9, 4],
    ])
    expect(await valuesOf({ Period: 300 })).toEqual([[0], [19]])
  })

  it('tells the newest first unless it is asked otherwise, of the time that is asked for', async () => {
    for (const after of [0, 60, 120]) measure(after, after)
    expect(await valuesOf({}, { ScanBy: undefined })).toEqual([
      [120, 60, 0],
      [120, 60, 0],
    ])
    const middle = { StartTime: new Date(FROM + 60_000), EndTime: new Date(FROM + 120_000) }
    expect(await valuesOf({}, middle)).toEqual([[60], [60]])
  })

  it('takes dimensions in any order, and neither fewer nor more of them', async () => {
    measure(0, 5)
    const [first, second] = Metric.Dimensions
    const asked = async (Dimensions: unknown[]) =>
      (await valuesOf({ Metric: { ...Metric, Dimensions: Dimensions as typeof Metric.Dimensions } }))[1]
    expect(await asked([second, first])).toEqual([5])
    expect(await asked([first])).toEqual([])
    expect(await asked([first, second, { Name: 'cause', Value: 'TypeError' }])).toEqual([])
    expect((await valuesOf({ Metric: { ...Metric, Namespace: 'Omnibus/another' } }))[1]).toEqual([])
  })

  it.each([
    [
      'an expression',
      [{ Id: 'e', Expression: "SEARCH('Published', 'Sum', 60)" }],
      {},
      'At home no expression is evaluated: ask for each metric by a MetricStat.',
    ],
    [
      'a percentile',
      [query({ Stat: 'p99' })],
      {},
      'At home the statistics are Sum, SampleCount, Average, Minimum, Maximum: give one as Stat.',
    ],
    ['a period of nothing', [query({ Period: 0 })], {}, 'Period'],
    ['an end before the start', [query()], { EndTime: new Date(FROM) }, 'StartTime must be before EndTime.'],
    ['501 queries', Array.from({ length: 501 }, () => query()), {}, 'MetricDataQueries'],
  ])('refuses %s in a sentence', async (_what, queries, changes, text) => {
    await expect(ask(queries, changes)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(text),
    })
  })
})

/** CloudWatch with these answers, one after another. */
async function cloudWatchThatAnswers(...answers: object[]) {
  const other = await startFauxqs()
  onTestFinished(() => other.close())
  const asked: Readonly<Record<string, unknown>>[] = []
  other.answerFirst(({ body }) => {
    asked.push(body)
    return { status: 200, body: { ...answers[asked.length - 1] } }
  })
  return { meter: cloudWatchTraffic(client(other.url), NAMESPACE, 60), asked }
}
