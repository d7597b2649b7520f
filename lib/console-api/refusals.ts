import { Problem } from '../messaging/problem.ts'
import { CONSOLE_ROUTES, type ConsoleOperation, type ConsoleRole } from '../topology/console-routes.ts'
import type { Topology } from '../topology/types.ts'
import type { ConsoleCaller, ConsoleRequest } from './dependencies.ts'

/** @throws Problem unless this caller may ask for that */
export function ensureRole(operation: ConsoleOperation, needed: ConsoleRole, { role }: ConsoleCaller): void {
  if (role === 'operator' || role === needed) return
  throw new Problem('forbidden', `'${operation}' is for operators, and you may read. Ask for that role.`)
}

export function noRoute(): Problem {
  const paths = Object.values(CONSOLE_ROUTES).map(({ method, path }) => `${method} ${path}`)
  return new Problem('not-found', `The desk has nothing at this path. It has: ${paths.join(', ')}.`)
}

/**
 * The subscription that the path names.
 * @throws Problem with those that there are
 */
export function subscriptionIn({ subscriptions }: Topology, { path }: ConsoleRequest): string {
  const name = path['subscription'] ?? ''
  if (Object.hasOwn(subscriptions, name)) return name
  const known = Object.keys(subscriptions).join(', ')
  throw new Problem('not-found', `'${name}' is not a subscription. Subscriptions: ${known}.`)
}

/**
 * The topic that the path names.
 * @throws Problem with those that there are
 */
export function topicIn({ topics }: Topology, { path }: ConsoleRequest): string {
  const name = path['topic'] ?? ''
  if (Object.hasOwn(topics, name)) return name
  throw new Problem('unknown-topic', `'${name}' is not a topic. Topics: ${Object.keys(topics).join(', ')}.`)
}
