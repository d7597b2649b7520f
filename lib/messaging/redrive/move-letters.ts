import type { DeadLetter } from '../dead-letter/list-dead-letters.ts'
import type { Clock, Queue } from '../ports.ts'
import { runBounded } from '../run-bounded.ts'
import { type MessageDependencies, redrivenMessage } from './redriven-message.ts'

export interface MoveDependencies extends MessageDependencies {
  readonly queue: Queue
  readonly deadLetters: Queue
  readonly clock: Clock
  /** Is told of each that its queue has again, before it is deleted, and rejects to end the move there. */
  readonly onSent?: ((letter: DeadLetter) => Promise<void>) | undefined
}

export interface MoveOptions {
  /** Milliseconds since 1970: none begins later, but for the first. */
  readonly until: number
  /** Between one and the next. */
  readonly pause?: number
  /** Of an ordered queue one: its letters go back in the order in which they are given. @default 1 */
  readonly atOnce?: number
  readonly onMoved?: (moved: number) => void
}

/** What was moved, and what ended it early. */
export interface Moved {
  readonly moved: readonly DeadLetter[]
  readonly failure?: unknown
}

/**
 * Puts letters in hand back on their subscription's queue: sent, confirmed, and only then deleted, so that whatever
 * happens in between loses none. After a failure none is begun.
 */
export async function moveLetters(
  deps: MoveDependencies,
  letters: readonly DeadLetter[],
  { until, pause = 0, atOnce = 1, onMoved }: MoveOptions,
): Promise<Moved> {
  const { clock, queue, deadLetters, onSent } = deps
  const moved: DeadLetter[] = []
  const failures: unknown[] = []
  let begun = 0
  await runBounded(letters, atOnce, async (letter) => {
    const wait = begun > 0 ? pause : 0
    if (failures.length > 0 || (begun > 0 && clock.now() + wait > until)) return
    begun += 1
    try {
      if (wait > 0) await clock.sleep(wait)
      await queue.send(redrivenMessage(deps, letter))
      await onSent?.(letter)
      await deadLetters.delete(letter.message.receiptHandle)
      moved.push(letter)
      onMoved?.(moved.length)
    } catch (error) {
      failures.push(error)
    }
  })
  return failures.length > 0 ? { moved, failure: failures[0] } : { moved }
}
