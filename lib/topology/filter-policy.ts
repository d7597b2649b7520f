import type { FilterPolicy, Topology } from './types.ts'

/** The attributes that every message carries. */
export const EVENT_ATTRIBUTES = ['type', 'source', 'subject'] as const

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
