import { describe, expect, it } from 'vitest'
import { claimingEvent, claimOf } from '../../../lib/messaging/claim-check/claim.ts'
import { toEnvelope } from '../../../lib/messaging/envelope.ts'
import type { Event } from '../../../lib/messaging/event.ts'
import { type Bench, bench } from '../../support/deliver.ts'

const eventOf = (id: string, n = 1): Event => ({
  attributes: { id, source: '/shop', type: 'placed' },
  data: { json: `{"n":${n}}` },
})

/** Puts an event on the queue of which the data is in the bucket. */
async function arrivesLarge(on: Bench, id: string, n = 1, group?: string): Promise<string> {
  const event = eventOf(id, n)
  const claim = claimOf(event, event.data as { json: string })
  await on.deps.claims.put(claim.key, claim.bytes)
  return on.arrivesText(toEnvelope(claimingEvent(event, on.deps.claims.bucket, claim)), {}, group)
}

describe('an event with its data in the bucket', () => {
  it('reaches its handler whole, and is the same event as its copy without', async () => {
    const seen: unknown[] = []
    const on = bench((event) => void seen.push({ ...event }))
    await arrivesLarge(on, 'e-1')
    expect(await on.delivers()).toEqual([])
    await on.arrives()
    expect(await on.delivers()).toEqual([])
    expect(seen).toEqual([
      { id: 'e-1', source: '/shop', type: 'placed', data: { n: 1 }, dataText: '{"n":1}', dataVersion: '1' },
    ])
    expect(await on.deadLetters()).toEqual([])
  })

  it('is told from another by its id, though both come in one batch', async () => {
    const on = bench(() => undefined)
    await arrivesLarge(on, 'e-1', 1)
    await arrivesLarge(on, 'e-1', 2)
    await on.delivers()
    expect(await on.deadLetters()).toMatchObject([
      { attributes: { cause: expect.stringMatching(/^ID_REUSED: /) } },
    ])
    expect(await on.record()).toMatchObject({ state: 'DONE' })
  })

  it('becomes a dead letter when the bucket has it no more', async () => {
    const on = bench(() => undefined)
    await on.arrivesText(
      toEnvelope(claimingEvent(eventOf('e-1'), 'claims', claimOf(eventOf('e-1'), { json: 'null' }))),
    )
    expect(await on.delivers()).toEqual([])
    expect(await on.deadLetters()).toMatchObject([
      {
        attributes: {
          cause: expect.stringMatching(/^CLAIM_REFUSED: Its data is not in the bucket any more/),
        },
      },
    ])
    expect(await on.record()).toBeUndefined()
  })

  it('comes back while the bucket cannot be reached', async () => {
    const on = bench(() => undefined, {
      claims: (store) => ({ ...store, get: () => Promise.reject(new Error('S3 is away')) }),
    })
    const id = await arrivesLarge(on, 'e-1')
    expect(await on.delivers()).toEqual([id])
    expect(await on.deadLetters()).toEqual([])
    expect(on.logged.at(-1)).toMatchObject({ message: 'retry', fields: { cause: 'UNAVAILABLE' } })
  })

  it.each(['billing', 'archive'] as const)(
    'is not started when it may take longer than there is time for, as those before it did, on %s',
    async (subscription) => {
      const told: string[] = []
      const on = bench(
        async ({ id }, { signal }) => {
          signal.addEventListener('abort', () => told.push(id))
          await on.clock.sleep(4_000)
        },
        { subscription },
      )
      const ids: string[] = []
      for (let large = 0; large < 100; large += 1) {
        ids.push(await arrivesLarge(on, `large ${large}`, 1, `g-${large}`))
      }
      const answer = on.delivers(30_000)
      await on.clock.advance(30_000)
      expect(await answer).toEqual(ids.slice(70))
      expect(told).toEqual([])
      expect(await on.record('large 70')).toBeUndefined()
      expect(on.logged.filter(({ fields }) => fields['cause'] === 'NO_TIME')).toHaveLength(30)
    },
  )

  it.each(['billing', 'archive'] as const)(
    'is in memory with at most nine others, on %s',
    async (subscription) => {
      const small: string[] = []
      const under = { way: 0, most: 0 }
      const on = bench(
        async ({ id }) => {
          if (id.startsWith('small')) return void small.push(id)
          under.way += 1
          under.most = Math.max(under.most, under.way)
          await on.clock.sleep(100)
          under.way -= 1
        },
        { subscription },
      )
      await on.arrives({ id: 'small', group: 'of small ones' })
      for (let group = 0; group < 25; group += 1) {
        await on.arrives({ id: `small ${group}`, group: `g-${group}` })
        await arrivesLarge(on, `large ${group}`, 1, `g-${group}`)
      }
      const answer = on.delivers()
      await on.clock.settle()
      expect(small).toHaveLength(subscription === 'billing' ? 26 : 11)
      await on.clock.advance(3_000)
      expect(await answer).toEqual([])
      expect(small).toHaveLength(26)
      expect(under).toEqual({ way: 0, most: 10 })
    },
  )
})
