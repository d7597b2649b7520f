import { EVENT_ATTRIBUTES, filterPolicy } from './filter-policy.ts'
import type { FilterCondition, SubscriptionDefinition, TopicDefinition, Topology } from './types.ts'

/** SNS's limits on one policy. @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MAX_KEYS = 5
const MAX_COMBINATIONS = 150
/** What SNS knows on text. @see https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html */
const OPERATORS = ['anything-but', 'cidr', 'equals-ignore-case', 'exists', 'prefix', 'suffix', 'wildcard']
/** Every event has them; a subject need not. */
const ALWAYS_THERE = ['type', 'source']

export function filterMistakes(
  place: string,
  topology: Topology,
  name: string,
  topic: TopicDefinition,
): string[] {
  const subscription = topology.subscriptions[name] as SubscriptionDefinition
  const filter = Object.entries(subscription.filter ?? {})
  const known = [...EVENT_ATTRIBUTES, ...Object.keys(topic.attributes ?? {})]
  const mistakes = filter.flatMap(([key, conditions]) => [
    ...(known.includes(key)
      ? []
      : [
          `${place}.filter.${key}: no message of '${subscription.topic}' carries this attribute, so the filter can never match. Known: ${known.join(', ')}. Declare it under topics.${subscription.topic}.attributes.`,
        ]),
    ...(conditions.length === 0
      ? [`${place}.filter.${key}: is empty, so the filter can never match. Give at least one value.`]
      : []),
    ...conditions.flatMap((condition) => conditionMistakes(`${place}.filter.${key}`, key, condition)),
  ])
  return [
    ...mistakes,
    ...typeMistakes(place, topic, subscription),
    ...sizeMistakes(place, filterPolicy(topology, name)),
  ]
}

/** Attributes travel as text, so that one value means the same in a filter, a log and a dead letter. */
function conditionMistakes(place: string, key: string, condition: FilterCondition): string[] {
  if (typeof condition === 'string') return []
  if (typeof condition !== 'object' || condition === null) {
    return [`${place}: ${condition} can never match, since attributes are text. Write '${condition}'.`]
  }
  const [operator = 'nothing', ...others] = Object.keys(condition)
  if (operator === 'numeric') {
    return [`${place}: 'numeric' can never match, since attributes are text. Compare it in the handler.`]
  }
  if (others.length > 0 || !OPERATORS.includes(operator)) {
    const given = [operator, ...others].map((word) => `'${word}'`).join(' with ')
    return [`${place}: ${given} is not an operator. Allowed, one a condition: ${OPERATORS.join(', ')}.`]
  }
  if (operator === 'exists' && condition['exists'] === false && ALWAYS_THERE.includes(key)) {
    return [`${place}: every event has a ${key}, so 'exists: false' can never match. Leave it out.`]
  }
  return []
}

/** `events` is the filter on `type`; saying it twice invites a filter that can never match. */
function typeMistakes(place: string, topic: TopicDefinition, subscription: SubscriptionDefinition): string[] {
  const conditions = subscription.filter?.['type']
  if (!conditions || conditions.length === 0) return []
  if (subscription.events) return [`${place}.filter.type: repeats 'events'. Keep one of the two.`]
  const types = Object.keys(topic.events)
  if (conditions.some((condition) => types.some((type) => mayMatch(condition, type)))) return []
  const given = conditions.map((condition) => JSON.stringify(condition)).join(', ')
  return [
    `${place}.filter.type: ${given} can never match. Events of '${subscription.topic}': ${types.join(', ')}.`,
  ]
}

/** Whether a condition can be met by an attribute with this text. In doubt it can. */
export function mayMatch(condition: FilterCondition, value: string): boolean {
  if (typeof condition !== 'object' || condition === null) return condition === value
  const { prefix, suffix, exists } = condition
  if (typeof prefix === 'string') return value.startsWith(prefix)
  if (typeof suffix === 'string') return value.endsWith(suffix)
  const ignoringCase = condition['equals-ignore-case']
  if (typeof ignoringCase === 'string') return value.toLowerCase() === ignoringCase.toLowerCase()
  const others = condition['anything-but']
  if (typeof others === 'string' || Array.isArray(others)) return ![others].flat().includes(value)
  return exists !== false
}

function sizeMistakes(place: string, policy: ReturnType<typeof filterPolicy>): string[] {
  const counts = Object.values(policy ?? {}).map((conditions) => conditions.length)
  const combinations = counts.reduce((product, count) => product * count, 1)
  return [
    ...(counts.length > MAX_KEYS
      ? [
          `${place}.filter: uses ${counts.length} attributes. SNS allows ${MAX_KEYS} in one policy: drop one, or decide in the handler.`,
        ]
      : []),
    ...(combinations > MAX_COMBINATIONS
      ? [
          `${place}.filter: has ${combinations} combinations of values. SNS allows ${MAX_COMBINATIONS} in one policy: name fewer values, or use a prefix.`,
        ]
      : []),
  ]
}
