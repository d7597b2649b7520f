import type { FilterPolicy, Topology } from './types.ts'

/** The attributes that every message carries. */
export const EVENT_ATTRIBUTES = ['type', 'source', 'subject'] as const

/** What the canary's messages carry and no other does: not of the declaration, and no event can set it. */
export const CANARY_ATTRIBUTE = 'omnibus-canary'

/**
 * The SNS filter policy of a subscription, on message attributes, or undefined where it takes everything.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function filterPolicy(topology: Topology, name: string): FilterPolicy | undefined {
  const subscription = topology.subscriptions[name]
  if (!subscription) return undefined
  const all = Object.keys(topology.topics[subscription.topic]?.events ?? {})
  const chosen = subscription.events
  const narrows = chosen !== undefined && all.some((type) => !chosen.includes(type))
  const policy = { ...(narrows ? { type: chosen } : {}), ...subscription.filter }
  return Object.keys(policy).length > 0 ? policy : undefined
}

/**
 * The same as it is deployed: one that takes everything takes everything but the canary. Any other asks for attributes
 * that the canary does not carry.
 */
export function deployedFilterPolicy(topology: Topology, name: string): FilterPolicy {
  return filterPolicy(topology, name) ?? { [CANARY_ATTRIBUTE]: [{ exists: false }] }
}
