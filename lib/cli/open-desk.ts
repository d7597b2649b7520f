import { awsDesk } from '../adapters/aws/aws-desk.ts'
import type { Desk } from '../messaging/operate/desk.ts'
import { importTopology } from './import-topology.ts'
import { locate, type StackOptions } from './locate.ts'
import { UsageError } from './usage-error.ts'

/** The desk of the bus that the options name. */
export async function openDesk(root: string, options: StackOptions): Promise<Desk> {
  const topology = await importTopology(root, options.topology)
  const located = await locate(topology, options)
  return { ...awsDesk(topology, located), operator: await located.operator() }
}

/** @throws UsageError with the subscriptions that there are */
export function ensureSubscription({ topology }: Pick<Desk, 'topology'>, name: string): void {
  if (Object.hasOwn(topology.subscriptions, name)) return
  const known = Object.keys(topology.subscriptions).join(', ')
  throw new UsageError(`'${name}' is not a subscription. Subscriptions: ${known}.`)
}

/** @throws UsageError with the topics that there are */
export function ensureTopic({ topology }: Pick<Desk, 'topology'>, name: string): void {
  if (Object.hasOwn(topology.topics, name)) return
  throw new UsageError(`'${name}' is not a topic. Topics: ${Object.keys(topology.topics).join(', ')}.`)
}
