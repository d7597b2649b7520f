import { systemClock, systemRandom } from '../adapters/system.ts'
import type { RedriveDependencies } from '../messaging/redrive/redrive.ts'
import { findStack } from './find-stack.ts'
import { importTopology } from './import-topology.ts'
import { UsageError } from './usage-error.ts'

/** The options that every verb on dead letters takes. */
export interface DeadLetterOptions {
  readonly api: string
  readonly topology?: string
  readonly json?: boolean
  /** Those that SNS could not bring to the queue, rather than those that the consumer gave up. */
  readonly undelivered?: boolean
}

/** Everything that the verbs need for one subscription. */
export async function openDeadLetters(
  root: string,
  subscription: string,
  { api, topology: path, undelivered }: DeadLetterOptions,
): Promise<RedriveDependencies> {
  const topology = await importTopology(root, path)
  if (!Object.hasOwn(topology.subscriptions, subscription)) {
    const known = Object.keys(topology.subscriptions).join(', ')
    throw new UsageError(`'${subscription}' is not a subscription. Subscriptions: ${known}.`)
  }
  const stack = await findStack(api)
  return {
    topology,
    subscription,
    queue: stack.queue(subscription),
    deadLetters: undelivered ? stack.undeliveredQueue(subscription) : stack.deadLetterQueue(subscription),
    ledger: stack.ledger,
    clock: systemClock,
    random: systemRandom,
  }
}
