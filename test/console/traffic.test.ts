import { describe, expect, test } from 'vitest'
import { durationText } from '../../console/src/components/durations.ts'
import { linesOf } from '../../console/src/traffic/lines.ts'
import { rateOf } from '../../console/src/traffic/rate-of.ts'
import type { Series, Traffic } from '../../lib/console-api/answers.ts'

const FROM = Date.UTC(2025, 0, 1)

const traffic = (periodSeconds: number, ...series: Series[]): Traffic => ({
  from: FROM,
  periodSeconds,
  series,
})

const processed = (subscription: string, values: Series['values']): Series => ({
  metric: 'Processed',
  topic: 'orders',
  subscription,
  values,
})

describe('a live rate', () => {
  test('is that of the last periods, of the one under way only the part that is over', () => {
    const of = traffic(10, processed('billing', [900, 20, 20, 5]))
    const now = FROM + 35_000
    expect(rateOf(of, { metric: 'Processed', subscription: 'billing' }, now)).toBe(45 / 25)
  })

  test('is that of all subscriptions where none is named', () => {
    const of = traffic(10, processed('billing', [10, 10, 10]), processed('inventory', [20, null, 20]))
    expect(rateOf(of, { metric: 'Processed' }, FROM + 30_000)).toBe(70 / 30)
  })

  test('is zero where nothing was measured, and unknown where nobody could say', () => {
    expect(rateOf(traffic(10), { metric: 'Processed' }, FROM)).toBe(0)
    expect(rateOf(traffic(10, processed('billing', [null, null])), { metric: 'Processed' }, FROM)).toBe(0)
    expect(rateOf(undefined, { metric: 'Processed' }, FROM)).toBeUndefined()
  })
})

describe('the lines of a chart', () => {
  const line = { title: 'It', color: 'red' }

  test('have a point a period, a period without events at zero', () => {
    const of = traffic(60, processed('billing', [3, null, 5]))
    const { lines, seconds, from, to } = linesOf(of, [{ ...line, metric: 'Processed' }])
    expect(lines[0]?.points.map(({ y }) => y)).toEqual([3, 0, 5])
    expect({ seconds, from: from.getTime(), to: to.getTime() }).toEqual({
      ...{ seconds: 60, from: FROM },
      to: FROM + 120_000,
    })
  })

  test('put periods together that would be too many, and lose no event', () => {
    const of = traffic(10, processed('billing', new Array(1_080).fill(1)))
    const { lines, seconds } = linesOf(of, [{ ...line, metric: 'Processed' }])
    expect(seconds).toBe(180)
    expect(lines[0]?.points).toHaveLength(60)
    expect(lines[0]?.points.reduce((total, { y }) => total + y, 0)).toBe(1_080)
  })

  test('have a gap where a time was not measured', () => {
    const of = traffic(60, { ...processed('billing', [300, null, 100]), metric: 'TimeToDone' })
    const { lines } = linesOf(of, [{ ...line, metric: 'TimeToDone' }])
    expect(lines[0]?.points).toEqual([
      { x: new Date(FROM), y: 300 },
      { x: new Date(FROM + 120_000), y: 100 },
    ])
  })
})

test.each([
  [0, '0 s'],
  [59.6, '1 min'],
  [90, '1 min 30 s'],
  [3_600, '1 h'],
  [90_061, '1 d 1 h'],
])('%d seconds are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text)
})
