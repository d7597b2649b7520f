import { type RedrivenEvent, redrivenEvent } from '../redrive/await-redriven.ts'
import type { ActingDependencies, MovedSome } from '../redrive/move-some.ts'
import type { Selection } from '../redrive/selection.ts'
import { type AuditDependencies, type AuditEntry, audited } from './audit.ts'
import { inWords } from './letters-in-log.ts'

/** A redrive that is made step by step, by whoever goes on with it. */
export interface SteppedRedrive {
  /** Under which the log has all its steps, a UUID. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
}

/** Clocks of those that append to the log may differ. */
const LEEWAY_MILLISECONDS = 60_000
const MAX_ENTRIES = 10_000

/** What one step moves, with its record: each event that went back, with the cause that it had died of. */
export function auditedMove(
  deps: AuditDependencies & { readonly subscription: string },
  { id }: SteppedRedrive,
  selection: Selection,
  move: Parameters<ActingDependencies['act']>[0],
): Promise<MovedSome> {
  const { subscription } = deps
  const detail = { selection: inWords(selection), redrive: id }
  return audited(deps, { act: 'redrive', subscription, detail }, async ({ touch, tell }) => {
    const moved = await move(async (letter) => {
      for (const { key, cause } of redrivenEvent(letter)) {
        await touch(key, cause === undefined ? {} : { cause })
      }
    })
    tell({ redriven: moved.redriven.length, alreadyDone: moved.alreadyDone.length })
    return moved
  })
}

/** The events that its steps sent back so far, as the log has them, in the log's order. */
export async function redrivenBySteps(
  { audit, subscription }: Pick<AuditDependencies, 'audit'> & { readonly subscription: string },
  { id, startedAt }: SteppedRedrive,
): Promise<readonly RedrivenEvent[]> {
  const since = startedAt - LEEWAY_MILLISECONDS
  const entries = await audit.list({ limit: MAX_ENTRIES, subscription, since })
  const isOfIt = ({ act, phase, detail }: AuditEntry): boolean =>
    act === 'redrive' && phase === 'BEGUN' && detail['redrive'] === id
  const acts = new Set(entries.filter(isOfIt).map((entry) => entry.id))
  return entries
    .filter((entry) => acts.has(entry.id))
    .reverse()
    .flatMap(({ events = [], detail: { cause } }) =>
      events.map((key) => (cause === undefined ? { key } : { key, cause: String(cause) })),
    )
}
