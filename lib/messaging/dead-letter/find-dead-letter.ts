import type { MessageSearch } from './hold-messages.ts'
import {
  asDeadLetter,
  type DeadLetter,
  type DeadLetterDependencies,
  lookAtDeadLetters,
  withDeliveries,
} from './list-dead-letters.ts'

/** SQS cannot be asked for one message, so all are looked at until it is found. */
const MAX_LOOK = 10_000
/** Whoever else looks hides letters for a moment. */
const LOOKS = 3
const PAUSE_MILLISECONDS = 500

/**
 * The dead letter whose message has this id, where it was; undefined when several looks do not find it. `isIt` may know it
 * by something else, which not one letter alone need have: then it is the oldest.
 */
export async function findDeadLetter(
  deps: DeadLetterDependencies,
  id: string,
  isIt = ({ message }: DeadLetter): boolean => message.messageId === id,
): Promise<DeadLetter | undefined> {
  const search: MessageSearch = {
    isIt: (message) => isIt(asDeadLetter(message)),
    isEnough: ({ messageId }) => messageId === id,
  }
  for (let look = 1; look <= LOOKS; look += 1) {
    const found = (await lookAtDeadLetters(deps, MAX_LOOK, search)).filter(isIt)
    const [letter] = await withDeliveries(deps, found.slice(0, 1))
    if (letter) return letter
    if (look < LOOKS) await deps.clock.sleep(PAUSE_MILLISECONDS)
  }
  return undefined
}
