import { beforeEach, describe, expect, it } from 'vitest'
import type { DeliveryRecord, Ledger } from '../../lib/messaging/ports.ts'

/** A ledger, and items for its commits whose effects a test can see. */
export interface LedgerUnderTest<Item> {
  readonly ledger: Ledger<Item>
  /** Counts one up under a name; refused while `allowed` is false. */
  counting(name: string, allowed: boolean): Item
  count(name: string): Promise<number>
}

const NOW = 1_800_000_000
let serial = 0

/** What every ledger promises: conditional writes, each atomic, and consistent reads. */
export function ledgerContract<Item>(name: string, open: () => Promise<LedgerUnderTest<Item>>): void {
  describe(`the ledger ${name}`, () => {
    let subject: LedgerUnderTest<Item>
    let ledger: Ledger<Item>
    beforeEach(async () => {
      subject = await open()
      ledger = subject.ledger
    })

    it('inserts where there is nothing, and gives every field back', async () => {
      const record = aRecord({
        published: [{ topic: 't', source: '/s', id: 'i', type: 'x' }],
        cause: { code: 'C', text: 'é' },
      })
      expect(await ledger.insert(record, NOW)).toEqual({ written: true })
      expect(await ledger.find(record.eventKey, NOW)).toEqual([record])
    })

    it('refuses to insert over a record and shows the one that it met', async () => {
      const record = aRecord()
      await ledger.insert(record, NOW)
      const other = { ...record, owner: 'other' }
      expect(await ledger.insert(other, NOW)).toEqual({ written: false, found: record })
    })

    it('takes an expired record for an absent one, deleted or not', async () => {
      const record = aRecord({ expiresAt: NOW - 1 })
      await ledger.insert(record, NOW - 100)
      expect(await ledger.find(record.eventKey, NOW)).toEqual([])
      const next = { ...record, owner: 'next', expiresAt: NOW + 100 }
      expect(await ledger.insert(next, NOW)).toEqual({ written: true })
      expect(await ledger.find(record.eventKey, NOW)).toEqual([next])
    })

    it('leaves nothing of the expired record that it takes the place of', async () => {
      const published = [{ topic: 't', source: '/s', id: 'i', type: 'x' }]
      const marks = { doneAt: 1, deadAt: 2, resolvedBy: 'r', cause: { code: 'C', text: 't' }, published }
      const record = aRecord({ ...marks, state: 'DEAD', expiresAt: NOW - 1 })
      await ledger.insert(record, NOW - 100)
      const { doneAt: _1, deadAt: _2, resolvedBy: _3, cause: _4, published: _5, ...bare } = record
      const next = { ...bare, state: 'IN_PROGRESS', owner: 'next', expiresAt: NOW + 100 } as const
      expect(await ledger.insert(next, NOW)).toEqual({ written: true })
      expect(await ledger.find(record.eventKey, NOW)).toEqual([next])
      expect(await ledger.listDead(record.subscription, 10)).not.toContainEqual(
        expect.objectContaining({ eventKey: record.eventKey }),
      )
    })

    it('answers for each of many writes at once, also for two of one record', async () => {
      const known = aRecord()
      await ledger.insert(known, NOW)
      const fresh = Array.from({ length: 60 }, () => aRecord())
      const [first = known] = fresh
      const results = await Promise.all([
        ledger.insert({ ...known, owner: 'other' }, NOW),
        ...fresh.map((record) => ledger.insert(record, NOW)),
        ledger.replace({ ...known, state: 'DONE' }, known),
        ledger.replace({ ...known, state: 'DONE' }, { ...known, owner: 'gone' }),
      ])
      expect(results[0]).toMatchObject({ written: false })
      expect(results.slice(1, 62)).toEqual(Array.from({ length: 61 }, () => ({ written: true })))
      expect(results[62]).toMatchObject({ written: false })
      const [one, other] = await Promise.all(
        ['one', 'other'].map((owner) => ledger.replace({ ...first, owner }, first)),
      )
      expect([one?.written, other?.written].filter(Boolean)).toHaveLength(1)
    })

    it('keeps a record in its last second', async () => {
      const record = aRecord({ expiresAt: NOW })
      await ledger.insert(record, NOW - 100)
      expect(await ledger.insert({ ...record, owner: 'late' }, NOW)).toEqual({
        written: false,
        found: record,
      })
      expect(await ledger.find(record.eventKey, NOW)).toEqual([record])
    })

    it.each([{ owner: 'another' }, { state: 'FAILED' as const }])(
      'replaces only the very version: not one with %j',
      async (difference) => {
        const record = aRecord()
        await ledger.insert(record, NOW)
        const done = { ...record, state: 'DONE' as const }
        expect(await ledger.replace(done, { ...record, ...difference })).toEqual({
          written: false,
          found: record,
        })
        expect(await ledger.replace(done, record)).toEqual({ written: true })
        expect(await ledger.find(record.eventKey, NOW)).toEqual([done])
      },
    )

    it('keeps nothing of a version that was noted over, also when the next write does not know of it', async () => {
      const record = aRecord()
      await ledger.insert(record, NOW)
      await ledger.replace({ ...record, cause: { code: 'TIMEOUT', text: 'late' } }, record)
      const done = { ...record, state: 'DONE', doneAt: NOW } as const
      expect(await ledger.replace(done, record)).toEqual({ written: true })
      expect(await ledger.find(record.eventKey, NOW)).toEqual([done])
    })

    it('replaces every field that differs, and keeps those that do not', async () => {
      const record = aRecord()
      await ledger.insert(record, NOW)
      const next: DeliveryRecord = {
        ...record,
        ...{ owner: 'next', messageId: 'm-2', leaseUntil: 7, sentAt: 8, attempts: 9, expiresAt: NOW + 99 },
        cause: { code: 'C', text: 't' },
      }
      expect(await ledger.replace(next, record)).toEqual({ written: true })
      expect(await ledger.find(record.eventKey, NOW)).toEqual([next])
      expect(await ledger.replace(next, next)).toEqual({ written: true })
      expect(await ledger.find(record.eventKey, NOW)).toEqual([next])
    })

    it('replaces nothing where there is nothing', async () => {
      const record = aRecord()
      expect(await ledger.replace(record, record)).toEqual({ written: false })
      expect(await ledger.find(record.eventKey, NOW)).toEqual([])
    })

    it('lets one of many win a version', async () => {
      const record = aRecord()
      await ledger.insert(record, NOW)
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, index) => ledger.replace({ ...record, owner: `w${index}` }, record)),
      )
      expect(results.filter(({ written }) => written)).toHaveLength(1)
    })

    it('commits the record and all items', async () => {
      const record = aRecord()
      await ledger.insert(record, NOW)
      const done = { ...record, state: 'DONE' as const }
      const [a, b] = [unique('a'), unique('b')]
      const items = [subject.counting(a, true), subject.counting(b, true)]
      expect(await ledger.commit(done, record, items)).toEqual({ kind: 'committed' })
      expect([await subject.count(a), await subject.count(b)]).toEqual([1, 1])
      expect(await ledger.find(record.eventKey, NOW)).toEqual([done])
    })

    it('commits nothing when an item is refused, and says which', async () => {
      const record = aRecord()
      await ledger.insert(record, NOW)
      const [a, b] = [unique('a'), unique('b')]
      const items = [subject.counting(a, true), subject.counting(b, false)]
      const result = await ledger.commit({ ...record, state: 'DONE' }, record, items)
      expect(result).toEqual({ kind: 'refused', index: 1 })
      expect([await subject.count(a), await subject.count(b)]).toEqual([0, 0])
      expect(await ledger.find(record.eventKey, NOW)).toEqual([record])
    })

    it('commits nothing over another version, and shows it, whatever the items say', async () => {
      const record = aRecord()
      await ledger.insert(record, NOW)
      const a = unique('a')
      const items = [subject.counting(a, false)]
      const result = await ledger.commit({ ...record, state: 'DONE' }, { ...record, owner: 'gone' }, items)
      expect(result).toEqual({ kind: 'lost', found: record })
      expect(await subject.count(a)).toBe(0)
    })

    it('commits nothing where there is nothing', async () => {
      const record = aRecord()
      const a = unique('a')
      expect(await ledger.commit(record, record, [subject.counting(a, true)])).toEqual({ kind: 'lost' })
      expect(await subject.count(a)).toBe(0)
      expect(await ledger.find(record.eventKey, NOW)).toEqual([])
    })

    it('finds the records of all subscriptions of an event, and of no other', async () => {
      const billing = aRecord({ subscription: 'billing' })
      const inventory = { ...billing, subscription: 'inventory' }
      for (const record of [billing, inventory, aRecord()]) await ledger.insert(record, NOW)
      const found = await ledger.find(billing.eventKey, NOW)
      expect(found.map(({ subscription }) => subscription).sort()).toEqual(['billing', 'inventory'])
    })

    it("finds one subscription's records of many events, also of more than a call may ask for", async () => {
      const subscription = unique('subscription')
      const own = Array.from({ length: 120 }, () => aRecord({ subscription }))
      const expired = aRecord({ subscription, expiresAt: NOW - 1 })
      const others = aRecord({ eventKey: own[0]?.eventKey ?? '' })
      for (const record of [...own, expired, others]) await ledger.insert(record, NOW)
      const keys = [...own, expired].map(({ eventKey }) => eventKey)
      const found = await ledger.findIn(subscription, [...keys, ...keys, unique('nobody')], NOW)
      expect(found).toEqual(new Map(own.map((record) => [record.eventKey, record])))
      expect(await ledger.findIn(subscription, [], NOW)).toEqual(new Map())
    })

    it('lists what is dead in a subscription, the oldest first, and no more than asked for', async () => {
      const subscription = unique('subscription')
      const dead = [3, 1, 2].map((n) => aRecord({ subscription, state: 'DEAD', deadAt: NOW + n }))
      for (const record of [...dead, aRecord({ subscription }), aRecord({ state: 'DEAD', deadAt: NOW })]) {
        await ledger.insert(record, NOW)
      }
      const listed = await ledger.listDead(subscription, 2)
      expect(listed.map(({ deadAt }) => deadAt)).toEqual([NOW + 1, NOW + 2])
      expect(await ledger.listDead(subscription, 10)).toHaveLength(3)
    })

    it('no longer lists what has left that state', async () => {
      const subscription = unique('subscription')
      const record = aRecord({ subscription, state: 'DEAD', deadAt: NOW })
      await ledger.insert(record, NOW)
      const { deadAt: _deadAt, ...alive } = record
      await ledger.replace({ ...alive, state: 'IN_PROGRESS', owner: 'next' }, record)
      expect(await ledger.listDead(subscription, 10)).toEqual([])
    })
  })
}

const unique = (prefix: string): string => {
  serial += 1
  return `${prefix}-${serial}-${crypto.randomUUID()}`
}

function aRecord(given: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return {
    eventKey: unique('event'),
    subscription: 'billing',
    topic: 'orders',
    source: '/shop',
    id: 'e-1',
    type: 'order.placed',
    fingerprint: 'f',
    state: 'IN_PROGRESS',
    owner: 'owner',
    leaseUntil: NOW * 1000 + 30_000,
    messageId: 'm',
    sentAt: NOW * 1000,
    attempts: 1,
    firstSeenAt: NOW * 1000,
    expiresAt: NOW + 1_000,
    ...given,
  }
}
