import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Series, Traffic } from '../../lib/console-api/answers.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'

let stack: TestStack

beforeAll(async () => {
  stack = await startStack('test/fixtures/desk/topology.ts')
})
afterAll(() => stack.close())

async function traffic(query = ''): Promise<Traffic> {
  const response = await fetch(new URL(`/console/traffic?${query}`, stack.apiUrl))
  expect(response.status).toBe(200)
  return (await response.json()) as Traffic
}

const sum = ({ values }: Pick<Series, 'values'>): number =>
  values.reduce<number>((all, value) => all + (value ?? 0), 0)

/** What was counted, by subject and metric; what was measured is left out. */
async function counts(query?: string): Promise<Record<string, number>> {
  const { series } = await traffic(query)
  const counted = series.filter(({ metric }) => metric !== 'HandlerTime' && metric !== 'TimeToDone')
  return Object.fromEntries(
    counted.map((each) => [`${each.subscription ?? each.topic} ${each.metric}`, sum(each)]),
  )
}

const parcel = (type: string, weight: unknown, id: string) =>
  stack.publish('parcels', { type, source: '/traffic', id, data: { weight } })

it('what is published, refused, handled, repeated, retried and dead is on the desk', async () => {
  for (const id of ['light', 'lighter']) await parcel('parcel.sent', 1, id)
  // A repeat that came while the first is at work would be put off, and count as retried.
  await vi.waitFor(async () => expect(await counts()).toMatchObject({ 'scales Processed': 2 }), {
    ...{ timeout: 30_000, interval: 200 },
  })
  await parcel('parcel.sent', 1, 'light')
  await parcel('parcel.sent', 1_000, 'heavy')
  await parcel('parcel.lost', 1, 'lost')
  await parcel('parcel.sent', 'much', 'wrong')
  await vi.waitFor(
    async () =>
      expect(await counts()).toEqual({
        ...{ 'parcels Published': 5, 'parcels Refused': 1, 'rooms Published': 0, 'rooms Refused': 0 },
        ...{ 'scales Processed': 2, 'scales Duplicates': 1, 'scales Retries': 0, 'scales DeadLetters': 1 },
        ...{ 'gate Processed': 0, 'gate Duplicates': 0, 'gate Retries': 1, 'gate DeadLetters': 1 },
      }),
    { timeout: 30_000, interval: 200 },
  )
})

it('times are averages of the periods in which something was handled', async () => {
  const { series, from, periodSeconds } = await traffic('minutes=10&subscription=scales')
  expect({ periodSeconds, aligned: from % 10_000 }).toEqual({ periodSeconds: 10, aligned: 0 })
  for (const metric of ['HandlerTime', 'TimeToDone']) {
    const { values = [] } = series.find((each) => each.metric === metric) ?? {}
    expect(values).toHaveLength(60)
    const times = values.filter((value) => value !== null)
    expect(times.length).toBeGreaterThan(0)
    for (const time of times) expect(time).toBeLessThan(60_000)
  }
})

it('what the desk publishes itself counts as well', async () => {
  const before = (await counts('topic=rooms'))['rooms Published']
  const response = await fetch(new URL('/console/topics/rooms/events', stack.apiUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'room.entered', partitionkey: 'k', data: { room: 'r' } }),
  })
  expect(response.status).toBe(200)
  expect([before, (await counts('topic=rooms'))['rooms Published']]).toEqual([0, 1])
})
