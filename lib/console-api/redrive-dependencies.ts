import type { RedriveDependencies } from '../messaging/redrive/redrive.ts'
import { queueOf } from './dead-letters.ts'
import type { ConsoleDependencies } from './dependencies.ts'

/** What an act on dead letters of one queue needs. */
export function redriveDependencies(
  deps: ConsoleDependencies,
  subscription: string,
  queue: 'undelivered' | undefined,
): RedriveDependencies {
  const { topology, ledger, clock, random } = deps.desk
  return {
    ...{ topology, ledger, clock, random, subscription },
    queue: deps.queues(subscription).queue,
    deadLetters: queueOf(deps, subscription, queue),
  }
}
