import { describe, expect, it } from 'vitest'
import type { DeliveryRecord, Ledger, RecordVersion } from '../../lib/messaging/ports.ts'
import { LEASE } from './delivery-process.ts'
import { type Exploration, explore, type Model, type Step } from './explore.ts'

/** A message, its redelivery, and the same event in another, later message. */
const DELIVERIES = [
  { name: 'A', messageId: 'm1', sentAt: 0 },
  { name: 'B', messageId: 'm1', sentAt: 0 },
  { name: 'C', messageId: 'm2', sentAt: 1 },
]

const model = (
  handler: Model['handler'],
  { ticks = 2, maxFaults = 1, wrap }: Partial<Model> = {},
): Promise<Exploration> =>
  explore({
    handler,
    deliveries: DELIVERIES,
    ticks,
    maxFaults,
    check: (step) => PROMISES.map((promise) => promise(step, handler)).find((broken) => broken !== undefined),
    ...(wrap && { wrap }),
  })

type Promised = (step: Step, handler: Model['handler']) => string | undefined

const PROMISES: readonly Promised[] = [
  function noLiveLeaseIsStolen({ before: { record, now }, after }) {
    const taken = record && after.record && record.owner !== after.record.owner
    const live = record?.state === 'IN_PROGRESS' && record.leaseUntil > now
    return taken && live ? 'a live lease was stolen' : undefined
  },
  function noHandlerActsWhileAnotherHoldsItsPlace({ action, before: { record, now, deliveries } }) {
    const [name, call] = action.split(' ')
    const startedAt = deliveries[DELIVERIES.findIndex((delivery) => delivery.name === name)]?.startedAt
    const leaseIsLive = startedAt !== undefined && startedAt + LEASE > now
    return call === 'effect' && leaseIsLive && record?.owner !== name
      ? 'two handlers ran under live leases'
      : undefined
  },
  function doneIsNeverChanged({ before, after }) {
    const changed = JSON.stringify(before.record) !== JSON.stringify(after.record)
    return before.record?.state === 'DONE' && changed ? 'a DONE record was changed' : undefined
  },
  function onlyTheOwnerEndsADelivery({ action, before, after }) {
    if (!after.record || JSON.stringify(before.record) === JSON.stringify(after.record)) return undefined
    if (action.startsWith(after.record.owner)) {
      const takesOver = after.record.owner !== before.record?.owner
      return takesOver && after.record.state !== 'IN_PROGRESS' ? 'a foreign record was ended' : undefined
    }
    return 'a delivery wrote under another owner'
  },
  function effectsInTheTransactionHappenOnce({ after }, handler) {
    return handler === 'commit' && after.effects > 1 ? 'a committed effect happened twice' : undefined
  },
  function nothingIsAcknowledgedUnhandled({ after, standings }) {
    const acknowledged = standings.some(
      (standing) => typeof standing?.outcome === 'object' && standing.outcome.status === 'processed',
    )
    return acknowledged && (after.effects === 0 || after.record?.state !== 'DONE')
      ? 'something was acknowledged that is not done'
      : undefined
  },
  function duplicatesAreOfWhatIsOver({ after, standings }) {
    const skipped = standings.some(
      (standing) => typeof standing?.outcome === 'object' && standing.outcome.status === 'duplicate',
    )
    return skipped && after.effects === 0 && after.buried === 0 ? 'an event was skipped unhandled' : undefined
  },
  function theDeadAreInTheQueue({ after }) {
    return after.record?.state === 'DEAD' && after.buried === 0 ? 'DEAD is not in the queue' : undefined
  },
]

describe('every history of three deliveries of one event', { timeout: 300_000 }, () => {
  it('keeps the promises, and makes at most one effect, when the handler commits', async () => {
    const { states, mostEffects, counterexample } = await model('commit')
    expect(counterexample).toBeUndefined()
    expect(states).toBeGreaterThan(400_000)
    expect(mostEffects).toBe(1)
  })

  it('keeps the promises when it does not, though its effect may repeat', async () => {
    const { states, mostEffects, counterexample } = await model('plain', { ticks: 1 })
    expect(counterexample).toBeUndefined()
    expect(states).toBeGreaterThan(70_000)
    expect(mostEffects).toBeGreaterThan(1)
  })
})

/** A write over whatever is there. */
const unconditional = (ledger: Ledger, record: DeliveryRecord): ReturnType<Ledger['replace']> =>
  overWhateverIsThere(ledger, record.eventKey, (found) => ledger.replace(record, found))

async function overWhateverIsThere<T>(
  ledger: Ledger,
  key: string,
  write: (found: RecordVersion) => Promise<T>,
): Promise<T> {
  const [found] = await ledger.find(key, 0)
  if (!found) throw new Error('There is nothing to write over.')
  return write(found)
}

const PLANTED: Readonly<
  Record<string, Pick<Model, 'handler'> & { readonly wrap: (ledger: Ledger) => Ledger }>
> = {
  'an unfenced end of a delivery': {
    handler: 'plain',
    wrap: (ledger) => ({ ...ledger, replace: (record) => unconditional(ledger, record) }),
  },
  'an unfenced commit': {
    handler: 'commit',
    wrap: (ledger) => ({
      ...ledger,
      commit: (record, _over, items) =>
        overWhateverIsThere(ledger, record.eventKey, (found) => ledger.commit(record, found, items)),
    }),
  },
  'a lease that is given up when time runs out': {
    handler: 'plain',
    wrap: (ledger) => ({
      ...ledger,
      replace: (record, over) => {
        const timedOut = record.owner === over.owner && record.cause?.code === 'TIMEOUT'
        return ledger.replace(timedOut ? { ...record, state: 'FAILED' } : record, over)
      },
    }),
  },
  'a record without a lease': {
    handler: 'plain',
    wrap: (ledger) => ({
      ...ledger,
      insert: (record, now) => ledger.insert({ ...record, leaseUntil: 0 }, now),
    }),
  },
  'a claim that does not look': {
    handler: 'plain',
    wrap: (ledger) => ({
      ...ledger,
      async insert(record, now) {
        const first = await ledger.insert(record, now)
        return first.written ? first : unconditional(ledger, record)
      },
    }),
  },
}

describe('the model finds', { timeout: 120_000 }, () => {
  it.each(Object.entries(PLANTED))('%s', async (_name, { handler, wrap }) => {
    const { counterexample } = await model(handler, { wrap })
    expect(counterexample?.broken).toEqual(expect.any(String))
    expect(counterexample?.actions.length).toBeGreaterThan(2)
  })
})
