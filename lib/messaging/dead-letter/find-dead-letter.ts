import type { MessageSearch } from './hold-messages.ts'
import {
  asDeadLetter,
  type DeadLetter,
  type DeadLetterDependencies,
  lookAtDeadLetters,
  withDeliveries,
} from './list-dead-letters.ts'
import { lookAgain } from './look-again.ts'

/** SQS cannot be asked for one message, so all are looked at until it is found. */
const MAX_LOOK = 10_000

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
  const found = await lookAgain(deps.clock, {
    look: async () => (await lookAtDeadLetters(deps, MAX_LOOK, search)).letters.filter(isIt),
    isEnough: (letters) => letters.length > 0,
  })
  const [letter] = await withDeliveries(deps, found.slice(0, 1))
  return letter
}
