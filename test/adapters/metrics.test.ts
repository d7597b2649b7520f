import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { topology } from '#topology'
import { cloudWatchMetrics, type InvocationMetrics } from '../../lib/adapters/aws/metrics.ts'
import { memoryMetrics } from '../../lib/adapters/memory/memory-metrics.ts'
import { metricsContract } from '../contracts/metrics-contract.ts'
import { embeddedMetrics, valuesOf } from '../support/embedded-metrics.ts'

/** Of everything that is written to the log. */
const lines: string[] = []
let metrics: InvocationMetrics

beforeEach(() => {
  lines.length = 0
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(...String(text).split('\n').filter(Boolean))
    return true
  })
  metrics = cloudWatchMetrics(topology, { stage: 'prod' })
})
afterEach(() => vi.restoreAllMocks())

metricsContract('in memory', () => {
  const kept = memoryMetrics()
  return { metrics: kept, values: kept.values }
})

metricsContract('in the log', () => ({
  metrics,
  values(metric, of) {
    metrics.flush()
    return valuesOf(embeddedMetrics(lines), metric, of)
  },
}))

it('one line is written for each set of dimensions, when the invocation is over', () => {
  const of = { topic: 'orders', subscription: 'billing' }
  metrics.add('Processed', 2, of)
  metrics.add('HandlerTime', 12, of)
  metrics.add('HandlerTime', 14, of)
  metrics.add('Published', 1, { topic: 'payments' })
  expect(lines).toEqual([])
  metrics.flush()
  expect(lines).toHaveLength(2)
  const namespace = 'Omnibus/omnibus-prod'
  expect(embeddedMetrics(lines)).toEqual([
    { namespace, name: 'Processed', unit: 'Count', values: [2], dimensions: of },
    { namespace, name: 'HandlerTime', unit: 'Milliseconds', values: [12, 14], dimensions: of },
    { namespace, name: 'Published', unit: 'Count', values: [1], dimensions: { topic: 'payments' } },
  ])
})

it('all dead letters of a subscription are in the line that it has anyway', () => {
  const of = { topic: 'orders', subscription: 'billing' }
  metrics.add('AgeAtClaim', 12, of)
  metrics.add('DeadLetters', 2, { ...of, cause: 'TypeError' })
  metrics.flush()
  expect(lines).toHaveLength(2)
  expect(embeddedMetrics(lines)).toMatchObject([
    { name: 'AgeAtClaim', values: [12], dimensions: of },
    { name: 'DeadLetters', values: [2], dimensions: of },
    { name: 'DeadLetters', values: [2], dimensions: { ...of, cause: 'TypeError' } },
  ])
})

it('what one invocation has measured is not in the next, and an invocation without any writes nothing', () => {
  metrics.add('Published', 1, { topic: 'payments' })
  metrics.flush()
  metrics.flush()
  expect(lines).toHaveLength(1)
})

it('no line has more values of one metric than CloudWatch reads', () => {
  for (let count = 0; count < 1_000; count += 1) metrics.add('HandlerTime', count, { topic: 'orders' })
  metrics.flush()
  const lengths = embeddedMetrics(lines).map(({ values }) => values.length)
  expect(Math.max(...lengths)).toBeLessThanOrEqual(100)
})
