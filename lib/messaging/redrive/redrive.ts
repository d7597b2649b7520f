import type { Topology } from '../../topology/types.ts'
import type { DeadLetter, DeadLetterDependencies } from '../dead-letter/list-dead-letters.ts'
import { eventKey } from '../fingerprint.ts'
import type { Queue, Random } from '../ports.ts'
import type { MoveDependencies } from './move-letters.ts'

export interface RedriveDependencies extends DeadLetterDependencies, Pick<MoveDependencies, 'onSent'> {
  readonly topology: Topology
  /** The subscription's own queue. */
  readonly queue: Queue
  readonly random: Random
}

export interface RedriveResult {
  readonly redriven: readonly DeadLetter[]
  /** Selected, but a copy of their event was handled meanwhile: they are not redriven. */
  readonly alreadyDone: readonly DeadLetter[]
  /** Ids of the selection that no dead letter has. */
  readonly notFound: readonly string[]
}

/** What stays the same when a dead letter is redriven and dies again. */
export function identity({ event, message }: DeadLetter): string {
  return event ? eventKey(event.attributes.source, event.attributes.id) : message.body
}

/** Handled by now, or put right in another way. */
export const isDone = ({ delivery }: DeadLetter): boolean =>
  delivery?.state === 'DONE' || delivery?.state === 'RESOLVED'
