import { subscriptionsOf } from '../../topology/settings.ts'
import { eventKey } from '../fingerprint.ts'
import type { DeliveryRecord, DeliveryState } from '../ports.ts'
import { actsOf } from './audit.ts'
import type { Desk } from './desk.ts'

/** Something that happened to an event. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Where; none before it reached any. */
  readonly subscription?: string
  readonly what: string
}

export interface EventTimeline {
  readonly topic: string
  readonly source: string
  readonly id: string
  /** NOT_SEEN: it waits in the queue, was filtered out, or is beyond retention. */
  readonly deliveries: readonly {
    readonly subscription: string
    readonly state: DeliveryState | 'NOT_SEEN'
    readonly attempts: number
  }[]
  /** The oldest first. */
  readonly moments: readonly Moment[]
}

const MAX_ENTRIES = 10_000
/** So long before the ledger first saw it, it may have been published at the desk. */
const ON_THE_WAY_MILLISECONDS = 60_000

/** What is known of an event: from the ledger, and from the acts of operators that touched it. */
export async function eventTimeline(
  desk: Desk,
  topic: string,
  { source, id }: { readonly source: string; readonly id: string },
): Promise<EventTimeline> {
  const key = eventKey(source, id)
  const records = await desk.ledger.find(key, Math.floor(desk.clock.now() / 1000))
  const listening = subscriptionsOf(desk.topology, topic)
  const known = records.filter(({ subscription }) => listening.includes(subscription))
  const acts = known.length === 0 ? [] : await actsOn(desk, key, known)
  return {
    ...{ topic, source, id },
    deliveries: listening.map((subscription) => {
      const record = known.find((each) => each.subscription === subscription)
      return { subscription, state: record?.state ?? 'NOT_SEEN', attempts: record?.attempts ?? 0 }
    }),
    moments: [...known.flatMap(momentsOf), ...acts].sort((a, b) => a.at - b.at),
  }
}

function momentsOf(record: DeliveryRecord): Moment[] {
  const { subscription, state, firstSeenAt, sentAt, attempts, deadAt, doneAt, cause } = record
  const times = attempts === 1 ? '1 attempt' : `${attempts} attempts`
  // SQS's stamp of its latest message, which is its first for as long as nobody put it back.
  const sent = sentAt > firstSeenAt ? 'put on the queue again' : 'arrived in its queue'
  const failed = cause ? `, last of ${cause.code}: ${cause.text}` : ''
  return [
    { at: sentAt, subscription, what: sent },
    { at: firstSeenAt, subscription, what: 'first seen' },
    ...(deadAt === undefined ? [] : [{ at: deadAt, subscription, what: `dead after ${times}${failed}` }]),
    ...(doneAt === undefined ? [] : [{ at: doneAt, subscription, what: `done after ${times}` }]),
    ...(state === 'RESOLVED' && record.resolvedBy !== undefined
      ? [{ at: deadAt ?? firstSeenAt, subscription, what: `resolved by '${record.resolvedBy}'` }]
      : []),
  ]
}

async function actsOn(desk: Desk, key: string, records: readonly DeliveryRecord[]): Promise<Moment[]> {
  const since = Math.min(...records.map(({ firstSeenAt }) => firstSeenAt)) - ON_THE_WAY_MILLISECONDS
  const entries = await desk.audit.list({ limit: MAX_ENTRIES, since })
  return actsOf(entries)
    .filter(({ events }) => events.includes(key))
    .map(({ begunAt, subscription, act, who }) => ({
      at: begunAt,
      ...(subscription !== undefined && { subscription }),
      what: `${act} by ${who}`,
    }))
}
