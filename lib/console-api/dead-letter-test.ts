import { NoTestPossible, deadLetterTest as testOf } from '../messaging/dead-letter/dead-letter-test.ts'
import { Problem } from '../messaging/problem.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { findDeadLetter } from './find-dead-letter.ts'
import { subscriptionIn } from './refusals.ts'

/** `GET …/dead-letters/{messageId}/test`: a test of the working tree's handler, which fails until that is mended. */
export async function deadLetterTest(deps: ConsoleDependencies, request: ConsoleRequest): Promise<string> {
  const { topology } = deps.desk
  const subscription = subscriptionIn(topology, request)
  const letter = await findDeadLetter(deps, request)
  try {
    return testOf(topology, subscription, letter, deps.topologyPath)
  } catch (error) {
    if (!(error instanceof NoTestPossible)) throw error
    throw new Problem('invalid-event', error.message, [], { cause: error })
  }
}
