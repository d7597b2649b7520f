import { describe, expect, it } from 'vitest'
import { memoryLedger } from '../../../lib/adapters/memory/memory-ledger.ts'
import { type Attempt, claim, complete, release } from '../../../lib/messaging/consume/ledger-protocol.ts'
import type { DeliveryRecord, DeliveryState, Ledger } from '../../../lib/messaging/ports.ts'

const NOW = 1_000_500
const ATTEMPT: Attempt = {
  ...{ eventKey: 'k', subscription: 'billing', topic: 'orders', source: '/shop', id: 'e-1', type: 'placed' },
  ...{ fingerprint: 'f', owner: 'me', messageId: 'm-2', sentAt: 200, leaseUntil: NOW + 32_000, now: NOW },
  ...{ retentionSeconds: 60, maxAttempts: 3 },
}
const { now: _now, retentionSeconds: _retention, maxAttempts: _attempts, ...identity } = ATTEMPT
/** What another delivery left behind, an hour ago. */
const FOUND: DeliveryRecord = {
  ...identity,
  ...{ owner: 'another', messageId: 'm-1', sentAt: 100, leaseUntil: NOW - 1, state: 'FAILED', attempts: 2 },
  ...{ firstSeenAt: 7, expiresAt: NOW },
}

/** Claims over a record that is already there; gives the claim and what the ledger has then. */
async function claimOver(found: Partial<DeliveryRecord>, attempt: Partial<Attempt> = {}) {
  const ledger = memoryLedger()
  await ledger.insert({ ...FOUND, ...found }, 0)
  const claimed = await claim(ledger, { ...ATTEMPT, ...attempt })
  return { claimed, record: (await ledger.find('k', 0))[0] }
}

describe('a claim', () => {
  it('of an event that nobody has seen is the first attempt, and outlives its retention from now', async () => {
    const ledger = memoryLedger()
    const claimed = await claim(ledger, ATTEMPT)
    const record = {
      ...{ ...identity, state: 'IN_PROGRESS', attempts: 1, firstSentAt: 200, firstSeenAt: NOW },
      expiresAt: 1_060,
    }
    expect(claimed).toStrictEqual({ kind: 'claimed', record })
    expect(await ledger.find('k', 0)).toEqual([record])
  })

  it('of one that failed is the next attempt, and the record is kept for longer', async () => {
    const { claimed, record } = await claimOver({ cause: { code: 'C', text: 't' } }, { messageId: 'm-1' })
    expect(record).toEqual({
      ...FOUND,
      ...{ state: 'IN_PROGRESS', owner: 'me', leaseUntil: NOW + 32_000, attempts: 3, sentAt: 200 },
      firstSentAt: 7,
      ...{ expiresAt: 1_060, cause: { code: 'C', text: 't' } },
    })
    expect(claimed).toEqual({ kind: 'claimed', record })
  })

  it.each<[DeliveryState, string]>([
    ['DONE', 'duplicate'],
    ['RESOLVED', 'duplicate'],
  ])('of one that is %s is a %s, whatever message brings it', async (state, kind) => {
    const { claimed, record } = await claimOver({ state })
    expect(claimed).toEqual({ kind })
    expect(record).toMatchObject({ state, owner: 'another' })
  })

  it('of one that is its own and DONE is a duplicate too', async () => {
    expect((await claimOver({ state: 'DONE', owner: 'me' })).claimed).toEqual({ kind: 'duplicate' })
  })

  it('of other content is a mismatch, and changes nothing', async () => {
    const { claimed, record } = await claimOver({ fingerprint: 'other' })
    expect(claimed).toEqual({ kind: 'mismatch' })
    expect(record).toMatchObject({ owner: 'another' })
  })

  it.each([
    [NOW + 1, 'held'],
    [NOW, 'claimed'],
    [NOW - 1, 'claimed'],
  ])('over a lease until %d is %s now, at 1000500', async (leaseUntil, kind) => {
    const { claimed } = await claimOver({ state: 'IN_PROGRESS', leaseUntil })
    expect(claimed.kind).toBe(kind)
    if (kind === 'held') expect(claimed).toEqual({ kind, leaseUntil })
  })

  it('heeds a lease only while it is IN_PROGRESS', async () => {
    expect((await claimOver({ leaseUntil: NOW + 1 })).claimed.kind).toBe('claimed')
  })

  it.each([
    ['a later message under another id', 'FAILED', 101, 'm-2', 1],
    ['a later message under the same id', 'FAILED', 101, 'm-1', 3],
    ['another message of the same time', 'FAILED', 100, 'm-2', 3],
    ['an earlier message', 'FAILED', 99, 'm-2', 3],
    ['a later message after a lease that ended', 'IN_PROGRESS', 101, 'm-2', 1],
    ['a message after a death, though it is earlier', 'DEAD', 99, 'm-2', 1],
  ] as const)('of %s (%s) has the right attempt', async (_name, state, sentAt, messageId, attempts) => {
    const cause = { code: 'C', text: 't' }
    const { claimed, record } = await claimOver({ state, deadAt: 5, cause }, { sentAt, messageId })
    expect(claimed.kind).toBe('claimed')
    expect(record).toMatchObject({ state: 'IN_PROGRESS', attempts, messageId })
    expect(record?.sentAt).toBe(Math.max(sentAt, 100))
    expect(record).not.toHaveProperty('deadAt')
    if (attempts === 1) expect(record).not.toHaveProperty('cause')
    else expect(record).toMatchObject({ cause })
  })

  it.each([
    [50, 60, 50],
    [50, 40, 40],
    [undefined, 60, 7],
    [undefined, 6, 6],
  ])(
    'of an event first sent at %d, with a message of %d, has it first sent at %d',
    async (before, sentAt, after) => {
      for (const state of ['FAILED', 'DEAD'] as const) {
        const known = before === undefined ? {} : { firstSentAt: before }
        const { record } = await claimOver({ state, ...known }, { sentAt })
        expect(record?.firstSentAt).toBe(after)
      }
    },
  )

  it('of the message that died is dead', async () => {
    const { claimed, record } = await claimOver({ state: 'DEAD' }, { messageId: 'm-1' })
    expect(claimed).toEqual({ kind: 'dead' })
    expect(record).toMatchObject({ state: 'DEAD', owner: 'another' })
  })

  it.each([
    [2, 3],
    [3, 4],
    [4, 4],
    [9, 4],
  ])('after %d attempts of three counts as %d', async (before, after) => {
    const { record } = await claimOver({ attempts: before }, { messageId: 'm-1' })
    expect(record?.attempts).toBe(after)
  })

  it('over an expired record begins anew', async () => {
    const { record } = await claimOver({ state: 'DONE', expiresAt: 999 })
    expect(record).toMatchObject({ state: 'IN_PROGRESS', attempts: 1, firstSeenAt: NOW })
    const { claimed } = await claimOver({ state: 'DONE', expiresAt: 1_000 })
    expect(claimed).toEqual({ kind: 'duplicate' })
  })

  it('that the SDK makes twice is one claim', async () => {
    const ledger = memoryLedger()
    const repeating: Ledger = {
      ...ledger,
      async insert(...given) {
        await ledger.insert(...given)
        return ledger.insert(...given)
      },
    }
    expect(await claim(repeating, ATTEMPT)).toMatchObject({
      kind: 'claimed',
      record: { owner: 'me', attempts: 1 },
    })
  })

  it('of which the record goes away between two calls begins anew', async () => {
    const ledger = memoryLedger()
    let inserted = 0
    const deleting: Ledger = {
      ...ledger,
      async insert(...given) {
        inserted += 1
        return inserted === 1 ? { written: false } : ledger.insert(...given)
      },
    }
    expect(await claim(deleting, ATTEMPT)).toMatchObject({ kind: 'claimed', record: { attempts: 1 } })
  })

  it('gives way for a second when others are ever quicker', async () => {
    const calls: string[] = []
    const contended: Ledger = {
      ...memoryLedger(),
      async insert() {
        calls.push('insert')
        return { written: false, found: FOUND }
      },
      async replace(_record, over) {
        calls.push('replace')
        return { written: false, found: { ...FOUND, owner: `${over.owner} again` } }
      },
    }
    expect(await claim(contended, ATTEMPT)).toEqual({ kind: 'held', leaseUntil: NOW + 1_000 })
    expect(calls).toEqual(['insert', 'replace', 'replace', 'replace', 'replace'])
  })
})

describe('the end of a delivery', () => {
  const mine: DeliveryRecord = {
    ...FOUND,
    state: 'IN_PROGRESS',
    owner: 'me',
    cause: { code: 'C', text: 't' },
  }

  /** Ends it after another delivery changed the record so. */
  async function completeAfter(change: Partial<DeliveryRecord>) {
    const ledger = memoryLedger()
    await ledger.insert({ ...mine, ...change }, 0)
    const ended = await complete(ledger, mine, NOW, [])
    return { ended, record: (await ledger.find('k', 0))[0] }
  }

  it('is done, without the cause of an earlier attempt', async () => {
    const { ended, record } = await completeAfter({})
    expect(ended).toBe('done')
    expect(record).toMatchObject({ state: 'DONE', owner: 'me', doneAt: NOW })
    expect(record).not.toHaveProperty('cause')
    expect(record).not.toHaveProperty('published')
  })

  it('is done as well when another has done it', async () => {
    const { ended, record } = await completeAfter({ state: 'DONE', owner: 'another', doneAt: 5 })
    expect(ended).toBe('done')
    expect(record).toMatchObject({ owner: 'another', doneAt: 5 })
  })

  it.each(['IN_PROGRESS', 'FAILED', 'DEAD'] as const)('is lost to another that is %s', async (state) => {
    const { ended, record } = await completeAfter({ state, owner: 'another' })
    expect(ended).toBe('lost')
    expect(record).toMatchObject({ state, owner: 'another' })
  })

  it('is lost with its record', async () => {
    expect(await complete(memoryLedger(), mine, NOW, [])).toBe('lost')
  })

  it('before its handler was started does not count', async () => {
    const ledger = memoryLedger()
    await ledger.insert(mine, 0)
    await release(ledger, mine)
    expect(await ledger.find('k', 0)).toEqual([{ ...mine, state: 'FAILED', attempts: 1 }])
  })
})
