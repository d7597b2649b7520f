import { describe, expect, it } from 'vitest'
import { memoryTraffic } from '../../../lib/adapters/memory/memory-traffic.ts'
import { systemClock } from '../../../lib/adapters/system.ts'
import { traffic } from '../../../lib/messaging/operate/traffic.ts'
import { memoryDesk } from '../support/memory-desk.ts'

const MINUTE = 60_000
/** Half a minute into one. */
const NOW = 1_800_000_030_000

function deskThatMeasured() {
  const meter = memoryTraffic(60)
  const clock = { ...systemClock, now: () => NOW }
  return { desk: { ...memoryDesk(), traffic: meter, clock }, meter }
}

describe('the traffic of the desk', () => {
  it('is of the last minutes, of which the last is under way', async () => {
    const { desk, meter } = deskThatMeasured()
    const published = { metric: 'Published', topic: 'orders' } as const
    meter.add(published, 1, NOW - 4 * MINUTE)
    meter.add(published, 2, NOW - 2 * MINUTE)
    meter.add(published, 4, NOW)
    const { from, periodSeconds, series } = await traffic(desk, { minutes: 3 })
    expect({ from, periodSeconds }).toEqual({ from: 1_800_000_000_000 - 2 * MINUTE, periodSeconds: 60 })
    expect(series.find(({ metric }) => metric === 'Published')?.values).toEqual([2, null, 4])
  })

  it('has the series of every topic and subscription, each with as many values', async () => {
    const { series } = await traffic(deskThatMeasured().desk, { minutes: 5 })
    const names = series.map(({ metric, topic, subscription }) =>
      [topic, subscription, metric].filter(Boolean).join(' '),
    )
    const deliveries = ['Processed', 'Duplicates', 'Retries', 'DeadLetters', 'HandlerTime', 'TimeToDone']
    expect(names).toEqual([
      'orders Published',
      'orders Refused',
      ...['billing', 'archive'].flatMap((name) => deliveries.map((metric) => `orders ${name} ${metric}`)),
      'quiet Published',
      'quiet Refused',
    ])
    for (const { values } of series) expect(values).toEqual([null, null, null, null, null])
  })

  it('is of one topic with its subscriptions, or of one subscription', async () => {
    const { desk } = deskThatMeasured()
    const subjects = async (query: object) => {
      const { series } = await traffic(desk, { minutes: 1, ...query })
      return [...new Set(series.map(({ topic, subscription }) => subscription ?? topic))]
    }
    expect(await subjects({ topic: 'orders' })).toEqual(['orders', 'billing', 'archive'])
    expect(await subjects({ topic: 'quiet' })).toEqual(['quiet'])
    expect(await subjects({ subscription: 'archive' })).toEqual(['archive'])
    expect(await subjects({ topic: 'orders', subscription: 'billing' })).toEqual(['billing'])
    expect(await subjects({ topic: 'quiet', subscription: 'billing' })).toEqual([])
  })
})
