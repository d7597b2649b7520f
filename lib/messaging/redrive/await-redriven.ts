import type { DeadLetter } from '../dead-letter/list-dead-letters.ts'
import { eventKey } from '../fingerprint.ts'
import type { Clock, DeliveryRecord, Ledger } from '../ports.ts'
import type { RedriveProgress } from './redrive-progress.ts'

/** An event that went back to its queue. */
export interface RedrivenEvent {
  readonly key: string
  /** The code of what it had died of. */
  readonly cause?: string
}

/** None for what is no event, of which the ledger will know nothing. */
export function redrivenEvent({ event, cause }: DeadLetter): readonly RedrivenEvent[] {
  if (!event) return []
  const { source, id } = event.attributes
  return [{ key: eventKey(source, id), ...(cause && { cause: cause.code }) }]
}

/** Why a progressive redrive leaves the rest where it is. */
export interface Stop {
  readonly reason: 'same-cause' | 'not-handled-in-time'
  readonly event: RedrivenEvent
  /** What the ledger says of it now. */
  readonly record?: DeliveryRecord
}

export interface Awaited {
  readonly settled: number
  /** Sent back, and neither handled nor dead again yet. */
  readonly waiting: number
  readonly stopped?: Stop
}

interface AwaitDependencies {
  readonly subscription: string
  readonly ledger: Ledger
  readonly clock: Clock
}

/** As many are asked for before the time is looked at. */
const A_LOOK = 500
const POLL_MILLISECONDS = 1_000

/**
 * Waits until all events that went back are settled: handled, or dead again of another cause than before. Ends at
 * `until`, or with the first that died of the same cause again or is not handled within the patience.
 */
export async function awaitRedriven(
  deps: AwaitDependencies,
  events: readonly RedrivenEvent[],
  progress: RedriveProgress,
  { until, patienceSeconds }: { readonly until: number; readonly patienceSeconds: number },
): Promise<Awaited> {
  let { settled } = progress
  for (;;) {
    const look = await lookAt(deps, events.slice(settled, settled + A_LOOK), progress.newest)
    const stopped = look.find(({ state }) => state === 'same-cause')
    const open = look.findIndex(({ state }) => state === 'waiting')
    settled += open < 0 ? look.length : open
    const waiting = events.length - settled - (open < 0 ? 0 : settledAfter(look, open))
    if (stopped) return { settled, waiting, stopped: stopOf('same-cause', stopped) }
    if (waiting === 0) return { settled, waiting }
    const now = deps.clock.now()
    const first = look[open]
    if (first && now > progress.movedAt + patienceSeconds * 1_000) {
      return { settled, waiting, stopped: stopOf('not-handled-in-time', first) }
    }
    if (now + POLL_MILLISECONDS > until) return { settled, waiting }
    if (first) await deps.clock.sleep(POLL_MILLISECONDS)
  }
}

interface Seen {
  readonly event: RedrivenEvent
  readonly record: DeliveryRecord | undefined
  readonly state: 'settled' | 'waiting' | 'same-cause'
}

const settledAfter = (look: readonly Seen[], open: number): number =>
  look.slice(open).filter(({ state }) => state === 'settled').length

const stopOf = (reason: Stop['reason'], { event, record }: Seen): Stop => ({
  reason,
  event,
  ...(record && { record }),
})

async function lookAt(
  { ledger, clock, subscription }: AwaitDependencies,
  events: readonly RedrivenEvent[],
  newest: number,
): Promise<readonly Seen[]> {
  const keys = events.map(({ key }) => key)
  const records = await ledger.findIn(subscription, keys, Math.floor(clock.now() / 1_000))
  return events.map((event) => {
    const record = records.get(event.key)
    return { event, record, state: stateOf(event, record, newest) }
  })
}

/** A record of the death before has the stamp of a message from before the redrive: both stamps are SQS's. */
function stateOf(
  { cause }: RedrivenEvent,
  record: DeliveryRecord | undefined,
  newest: number,
): Seen['state'] {
  if (record?.state === 'DONE' || record?.state === 'RESOLVED') return 'settled'
  if (record?.state !== 'DEAD' || record.sentAt <= newest) return 'waiting'
  return record.cause?.code === cause ? 'same-cause' : 'settled'
}
