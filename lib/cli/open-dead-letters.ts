import { systemClock, systemRandom } from '../adapters/system.ts'
import type { MessageMoves } from '../messaging/ports.ts'
import type { RedriveDependencies } from '../messaging/redrive/redrive.ts'
import { subscriptionSettings } from '../topology/settings.ts'
import type { Topology } from '../topology/types.ts'
import { findDeployedStack } from './find-deployed-stack.ts'
import { DEFAULT_API, findStack, type OperatedStack } from './find-stack.ts'
import { importTopology } from './import-topology.ts'
import { UsageError } from './usage-error.ts'

/** The options that every verb on dead letters takes. */
export interface DeadLetterOptions {
  readonly api?: string
  readonly stage?: string
  readonly topology?: string
  readonly json?: boolean
  /** Those that SNS could not bring to the queue, rather than those that the consumer gave up. */
  readonly undelivered?: boolean
}

/** Everything that the verbs need for one subscription. */
export async function openDeadLetters(
  root: string,
  subscription: string,
  options: DeadLetterOptions,
): Promise<RedriveDependencies> {
  const { topology, stack } = await open(root, subscription, options)
  return {
    topology,
    subscription,
    queue: stack.queue(subscription),
    deadLetters: options.undelivered
      ? stack.undeliveredQueue(subscription)
      : stack.deadLetterQueue(subscription),
    ledger: stack.ledger,
    clock: systemClock,
    random: systemRandom,
  }
}

/** SQS's own moves of one subscription's dead letters, where it has them. */
export async function openMoves(
  root: string,
  subscription: string,
  options: DeadLetterOptions,
): Promise<MessageMoves> {
  const { topology, stack } = await open(root, subscription, options)
  if (options.undelivered) {
    throw new UsageError('SQS moves no messages that come from SNS. Use redrive --undelivered --all.')
  }
  // On its dead-letter queue each is a message group of its own, and would stay in that group.
  if (subscriptionSettings(topology, subscription).ordered) {
    throw new UsageError(
      `'${subscription}' is ordered, and SQS's move knows nothing of partition keys. Use redrive --all.`,
    )
  }
  return stack.moves(subscription)
}

async function open(
  root: string,
  subscription: string,
  { api, stage, topology: path }: DeadLetterOptions,
): Promise<{ readonly topology: Topology; readonly stack: OperatedStack }> {
  const topology = await importTopology(root, path)
  if (!Object.hasOwn(topology.subscriptions, subscription)) {
    const known = Object.keys(topology.subscriptions).join(', ')
    throw new UsageError(`'${subscription}' is not a subscription. Subscriptions: ${known}.`)
  }
  if (api !== undefined && stage !== undefined) {
    throw new UsageError('Choose: --api is a stack at home, --stage one that is deployed.')
  }
  if (stage !== undefined) return { topology, stack: await findDeployedStack(topology, stage, subscription) }
  return { topology, stack: await findStack(api ?? DEFAULT_API) }
}
