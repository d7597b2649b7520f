import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../lib/messaging/consume/outcome.ts'
import type { DeliveryRecord, Ledger, RecordVersion } from '../../lib/messaging/ports.ts'
import { LEASE } from './delivery-process.ts'
import { type Exploration, explore, type Model, type Step } from './explore.ts'

/** A message, its redelivery, and the same event in another, later message. */
const DELIVERIES = [
  { name: 'A', messageId: 'm1', sentAt: 0 },
  { name: 'B', messageId: 'm1', sentAt: 0 },
  { name: 'C', messageId: 'm2', sentAt: 1 },
]

/** What was explored, and what was met on the way: states of the record, ends of deliveries, reasons to come back. */
type Explored = Exploration & { readonly met: ReadonlySet<unknown> }

async function model(
  handler: Model['handler'],
  { ticks = 2, maxFaults = 1, wrap }: Partial<Model> = {},
): Promise<Explored> {
  const met = new Set<unknown>()
  const check = (step: Step) => {
    met.add(step.after.record?.state)
    for (const end of endsOf(step)) met.add(end.status === 'retry' ? end.cause.code : end.status)
    return PROMISES.map((promise) => promise(step, handler)).find((broken) => broken !== undefined)
  }
  const bounds = { ticks, maxFaults }
  return {
    ...(await explore({ handler, deliveries: DELIVERIES, ...bounds, check, ...(wrap && { wrap }) })),
    met,
  }
}

const endsOf = ({ standings }: Step): Outcome[] =>
  standings.map((standing) => standing?.outcome).filter((outcome) => typeof outcome === 'object')

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
  function nothingIsAcknowledgedUnhandled(step) {
    const { after } = step
    const acknowledged = endsOf(step).some(({ status }) => status === 'processed')
    return acknowledged && (after.effects === 0 || after.record?.state !== 'DONE')
      ? 'something was acknowledged that is not done'
      : undefined
  },
  function duplicatesAreOfWhatIsOver(step) {
    const { after } = step
    const skipped = endsOf(step).some(({ status }) => status === 'duplicate')
    return skipped && after.effects === 0 && after.buried === 0 ? 'an event was skipped unhandled' : undefined
  },
  function theDeadAreInTheQueue({ after }) {
    return after.record?.state === 'DEAD' && after.buried === 0 ? 'DEAD is not in the queue' : undefined
  },
]

interface Bounds {
  readonly ticks: number
  readonly maxFaults: number
  /** States that there must be. */
  readonly atLeast: number
  /** What must have come up, lest a promise about it says nothing. */
  readonly meets: readonly string[]
}

/** Keeps every promise within these bounds; gives the most effects that one history made. */
async function explored(handler: Model['handler'], { atLeast, meets, ...bounds }: Bounds): Promise<number> {
  const { states, mostEffects, counterexample, met } = await model(handler, bounds)
  expect(counterexample).toBeUndefined()
  expect(states).toBeGreaterThan(atLeast)
  expect([...met]).toEqual(expect.arrayContaining([...meets]))
  return mostEffects
}

/**
 * A lease is as long as a tick, and a crash is no fault: it is everywhere. What is beyond these bounds grows too large to
 * be visited whole, and is left to the simulations.
 */
describe('every history of three deliveries of one event, within bounds,', { timeout: 300_000 }, () => {
  it.each([
    { ticks: 2, maxFaults: 1, atLeast: 400_000, meets: ['DEAD', 'duplicate', 'LEASE_HELD', 'LEASE_LOST'] },
    { ticks: 1, maxFaults: 2, atLeast: 250_000, meets: ['DEAD', 'duplicate', 'LEASE_HELD', 'LEASE_LOST'] },
  ])(
    'keeps the promises, and makes at most one effect, when the handler commits: $ticks ticks, faults up to $maxFaults',
    async (bounds) => expect(await explored('commit', bounds)).toBe(1),
  )

  it.each([
    { ticks: 1, maxFaults: 1, atLeast: 70_000, meets: ['DEAD', 'duplicate', 'LEASE_HELD', 'LEASE_LOST'] },
    { ticks: 2, maxFaults: 0, atLeast: 50_000, meets: ['duplicate', 'LEASE_HELD', 'LEASE_LOST'] },
  ])(
    'keeps the promises when it does not, though its effect may repeat: $ticks ticks, faults up to $maxFaults',
    async (bounds) => expect(await explored('plain', bounds)).toBeGreaterThan(1),
  )
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
  Record<
    string,
    Pick<Model, 'handler'> & { readonly wrap: (ledger: Ledger) => Ledger; readonly breaks: string }
  >
> = {
  'an unfenced end of a delivery': {
    handler: 'plain',
    breaks: 'a DONE record was changed',
    wrap: (ledger) => ({ ...ledger, replace: (record) => unconditional(ledger, record) }),
  },
  'an unfenced commit': {
    handler: 'commit',
    breaks: 'a committed effect happened twice',
    wrap: (ledger) => ({
      ...ledger,
      commit: (record, _over, items) =>
        overWhateverIsThere(ledger, record.eventKey, (found) => ledger.commit(record, found, items)),
    }),
  },
  'a lease that is given up when time runs out': {
    handler: 'plain',
    breaks: 'two handlers ran under live leases',
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
    breaks: 'two handlers ran under live leases',
    wrap: (ledger) => ({
      ...ledger,
      insert: (record, now) => ledger.insert({ ...record, leaseUntil: 0 }, now),
    }),
  },
  'a claim that does not look': {
    handler: 'plain',
    breaks: 'a live lease was stolen',
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
  it.each(Object.entries(PLANTED))('%s', async (_name, { handler, wrap, breaks }) => {
    const { counterexample } = await model(handler, { wrap })
    expect(counterexample?.broken).toBe(breaks)
    expect(counterexample?.actions.length).toBeGreaterThan(2)
  })
})
