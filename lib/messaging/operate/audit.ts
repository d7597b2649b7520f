import type { Clock, Random } from '../ports.ts'
import { type TouchedEvents, touchedEvents } from './touched-events.ts'

/** What an operator can do to a bus. */
export type Act = 'publish' | 'pause' | 'resume' | 'redrive' | 'move' | 'edit' | 'purge'

/** What an act is done to: one of the two. */
export interface ActedOn {
  readonly subscription?: string
  /** Of what is published. */
  readonly topic?: string
}

/** One line of the log. An act has several: its begin, the events that it touched, its end. */
export interface AuditEntry extends ActedOn {
  /** Of the act, a UUID. */
  readonly id: string
  /** Counts up within the act: with the time and the id it names the entry. */
  readonly step: number
  /** Milliseconds since 1970. */
  readonly at: number
  /** The verified caller; `local` at home. */
  readonly who: string
  readonly act: Act
  readonly phase: 'BEGUN' | 'TOUCHED' | 'DONE' | 'FAILED'
  /** Of TOUCHED: keys of events, digests of source + id. */
  readonly events?: readonly string[]
  /** What was asked for, or what came of it, in few words. No data of events. */
  readonly detail: Readonly<Record<string, string | number | boolean>>
}

/** Which entries are asked for, the newest first. */
export interface AuditQuery {
  readonly limit: number
  readonly subscription?: string
  /** Milliseconds since 1970. */
  readonly since?: number
  readonly before?: number
}

/** Append-only: there is no call that changes or removes an entry, and an entry is never there twice. */
export interface AuditLog {
  /**
   * Rejects when it is not certain that the entry is kept, and when there is another in its place. The same one again
   * changes nothing.
   */
  append(entry: AuditEntry): Promise<void>
  list(query: AuditQuery): Promise<readonly AuditEntry[]>
}

export interface AuditDependencies {
  readonly audit: AuditLog
  readonly clock: Clock
  readonly random: Random
  /** Who acts. */
  readonly operator: string
}

/** What an act tells of itself while it is at work, so that it is known whatever becomes of it. */
export interface Acting {
  /** An event that it touched, by its key, and what there is to say of it: a few different things, not one for each. */
  readonly touch: TouchedEvents['touch']
  /** What has come of it so far. */
  tell(detail: AuditEntry['detail']): void
}

/**
 * Does what an operator asked for, and leaves a record of it. The begin is kept before anything happens: where that
 * cannot be, nothing is done. Of an act that fails, what it touched before is kept as well. An act with a begin and no end
 * was interrupted, or its end could not be kept, and may have happened in part.
 */
export async function audited<Result>(
  { audit, clock, random, operator }: AuditDependencies,
  { detail = {}, ...on }: ActedOn & Pick<AuditEntry, 'act'> & Partial<Pick<AuditEntry, 'detail'>>,
  perform: (acting: Acting) => Promise<Result>,
): Promise<Result> {
  const id = random.uuid()
  let step = 0
  const note = (more: Pick<AuditEntry, 'phase' | 'detail'> & Partial<AuditEntry>): Promise<void> => {
    const at = clock.now()
    const entry = { id, step, at, who: operator, ...on, ...more }
    step += 1
    return audit.append(entry)
  }
  const touched = touchedEvents((events, about) => note({ phase: 'TOUCHED', events, detail: about }))
  const told: AuditEntry['detail'][] = []
  const end = async (phase: 'DONE' | 'FAILED', more: AuditEntry['detail']): Promise<void> => {
    await touched.keepRest()
    await note({ phase, detail: Object.assign({}, ...told, more) })
  }
  await note({ phase: 'BEGUN', detail })
  const acting: Acting = { touch: touched.touch, tell: (some) => void told.push(some) }
  const result = await perform(acting).catch(async (error: Error) => {
    // Whoever acts has to know why it failed, rather than that the log did not take it.
    await end('FAILED', { error: error.name }).catch(() => undefined)
    throw error
  })
  await end('DONE', {})
  return result
}

/** An act as a whole. */
export interface AuditedAct extends ActedOn, Pick<AuditEntry, 'id' | 'who' | 'act' | 'detail'> {
  readonly begunAt: number
  readonly endedAt?: number
  /** UNKNOWN: it was interrupted, is still at work, or its end is older than what was read. */
  readonly outcome: 'DONE' | 'FAILED' | 'UNKNOWN'
  /** Keys of the events that it touched, in the order in which they were kept. */
  readonly events: readonly string[]
}

/** Entries, the newest first, as the acts that they tell of. */
export function actsOf(entries: readonly AuditEntry[]): readonly AuditedAct[] {
  const groups = Map.groupBy(entries, ({ id }) => id)
  return [...groups.values()].flatMap((group) => {
    const [first, ...rest] = group.toSorted((a, b) => a.step - b.step)
    if (first?.phase !== 'BEGUN') return []
    const end = rest.find(({ phase }) => phase === 'DONE' || phase === 'FAILED')
    const { id, who, act, subscription, topic, at: begunAt } = first
    const outcome = end?.phase === 'DONE' || end?.phase === 'FAILED' ? end.phase : 'UNKNOWN'
    return {
      ...{ id, who, act, begunAt, outcome },
      ...(subscription !== undefined && { subscription }),
      ...(topic !== undefined && { topic }),
      detail: { ...first.detail, ...end?.detail },
      events: rest.flatMap(({ events = [] }) => events),
      ...(end && { endedAt: end.at }),
    }
  })
}
