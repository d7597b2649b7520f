import { expect, it } from 'vitest'
import { keptMetrics } from '../../lib/local/aws-api/kept-metrics.ts'

const HOUR = 3_600_000
const FROM = 1_800_000_000_000

/** A line as it may be, with what is given put over it. */
function line(values: object, directive: object = {}): string {
  const CloudWatchMetrics = [
    { Namespace: 'shop', Dimensions: [['topic']], Metrics: [{ Name: 'Published' }], ...directive },
  ]
  return JSON.stringify({ _aws: { Timestamp: 0, CloudWatchMetrics }, topic: 'orders', ...values })
}

const published = (topic = 'orders') => ({
  namespace: 'shop',
  name: 'Published',
  dimensions: [['topic', topic]] as const,
})

it('what was measured is kept for three hours', () => {
  const kept = keptMetrics()
  for (const hour of [0, 1, 2.9]) kept.keep(line({ Published: 1 }), FROM + hour * HOUR)
  expect(kept.measured(published(), 0, Number.POSITIVE_INFINITY)).toHaveLength(3)
  kept.keep(line({ Published: 1 }), FROM + 3 * HOUR)
  const times = kept.measured(published(), 0, Number.POSITIVE_INFINITY).map(({ at }) => (at - FROM) / HOUR)
  expect(times).toEqual([1, 2.9, 3])
})

it('however many metrics there are, so much is kept and no more: the oldest goes first', () => {
  const kept = keptMetrics(10)
  for (let index = 0; index < 100; index += 1)
    kept.keep(line({ Published: index, topic: `t${index % 5}` }), FROM + Math.floor(index / 5) * 10_000)
  const all = Array.from({ length: 5 }, (_, index) =>
    kept.measured(published(`t${index}`), 0, Number.POSITIVE_INFINITY).map(({ sum }) => sum),
  )
  expect(all).toEqual([
    [90, 95],
    [91, 96],
    [92, 97],
    [93, 98],
    [94, 99],
  ])
})

it('more metrics at one time than there is room for are not kept, and those that are go on', () => {
  const kept = keptMetrics(2)
  const add = (topic: string) => kept.keep(line({ Published: 1, topic }), FROM)
  for (const topic of ['a', 'b', 'c', 'a']) add(topic)
  const counts = ['a', 'b', 'c'].map((topic) => kept.measured(published(topic), 0, FROM + 1)[0]?.count)
  expect(counts).toEqual([2, 1, undefined])
})

it('a clock that is set back counts as standing still', () => {
  const kept = keptMetrics()
  kept.keep(line({ Published: 1 }), FROM)
  kept.keep(line({ Published: 2 }), FROM - HOUR)
  expect(kept.measured(published(), 0, FROM + 1)).toMatchObject([{ at: FROM, sum: 3, count: 2 }])
})

it.each([
  ['no JSON', '{"_aws":'],
  ['JSON of something else', '{"_aws":null}'],
  ['no metrics', '{"_aws":{"CloudWatchMetrics":[{}]}}'],
  ['a text for a value', line({ Published: '1' })],
  ['no value', line({})],
  ['texts among the values', line({ Published: ['1', null, {}] })],
  ['a name that nobody reads', line({ Published: 1, topic: 't'.repeat(3_000) })],
])('a line with %s is none of it', (_what, text) => {
  const kept = keptMetrics()
  kept.keep(text, FROM)
  expect(kept.measured(published(), 0, FROM + 1)).toEqual([])
})

it('a line that means billions of values is read as far as ten thousand', () => {
  const many = Array.from({ length: 2_000 }, () => 'topic')
  const kept = keptMetrics()
  kept.keep(
    line(
      { Published: many.map(() => 1) },
      { Dimensions: many.map((name) => [name]), Metrics: many.map(() => ({ Name: 'Published' })) },
    ),
    FROM,
  )
  expect(kept.measured(published(), 0, FROM + 1)).toMatchObject([{ count: 10_000 }])
})
