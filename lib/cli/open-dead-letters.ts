import { type OperatedStack, operatedStack } from '../adapters/aws/operated-stack.ts'
import { systemClock, systemRandom } from '../adapters/system.ts'
import type { AuditDependencies } from '../messaging/operate/audit.ts'
import type { MessageMoves } from '../messaging/ports.ts'
import type { RedriveDependencies } from '../messaging/redrive/redrive.ts'
import { subscriptionSettings } from '../topology/settings.ts'
import type { Topology } from '../topology/types.ts'
import { importTopology } from './import-topology.ts'
import { locate, type StackOptions } from './locate.ts'
import { UsageError } from './usage-error.ts'

/** The options that every verb on dead letters takes. */
export interface DeadLetterOptions extends StackOptions {
  /** Those that SNS could not bring to the queue, rather than those that the consumer gave up. */
  readonly undelivered?: boolean
}

/** Everything that the verbs need for one subscription. */
export async function openDeadLetters(
  root: string,
  subscription: string,
  options: DeadLetterOptions,
): Promise<RedriveDependencies & AuditDependencies> {
  const { topology, stack } = await open(root, subscription, options)
  return {
    topology,
    subscription,
    queue: stack.queue(subscription),
    deadLetters: options.undelivered
      ? stack.undeliveredQueue(subscription)
      : stack.deadLetterQueue(subscription),
    ledger: stack.ledger,
    ...(await auditing(stack)),
  }
}

/** SQS's own moves of one subscription's dead letters, where it has them. */
export async function openMoves(
  root: string,
  subscription: string,
  options: DeadLetterOptions,
): Promise<AuditDependencies & { readonly moves: MessageMoves }> {
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
  return { moves: stack.moves(subscription), ...(await auditing(stack)) }
}

async function open(
  root: string,
  subscription: string,
  options: DeadLetterOptions,
): Promise<{ readonly topology: Topology; readonly stack: OperatedStack }> {
  const topology = await importTopology(root, options.topology)
  if (!Object.hasOwn(topology.subscriptions, subscription)) {
    const known = Object.keys(topology.subscriptions).join(', ')
    throw new UsageError(`'${subscription}' is not a subscription. Subscriptions: ${known}.`)
  }
  return { topology, stack: operatedStack(await locate(topology, options, [subscription])) }
}

async function auditing({ audit, operator }: OperatedStack): Promise<AuditDependencies> {
  return { audit, operator: await operator(), clock: systemClock, random: systemRandom }
}
