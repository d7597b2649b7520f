import { EVENT_ATTRIBUTES } from './filter-policy.ts'
import type { SubscriptionDefinition, TopicDefinition } from './types.ts'

/** SNS's limits on one policy. @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MAX_KEYS = 5
const MAX_COMBINATIONS = 150

export function filterMistakes(
  place: string,
  topic: TopicDefinition,
  subscription: SubscriptionDefinition,
): string[] {
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
  ])
  return [...mistakes, ...typeMistakes(place, topic, subscription), ...sizeMistakes(place, subscription)]
}

/** `events` is the filter on `type`; saying it twice invites a filter that can never match. */
function typeMistakes(place: string, topic: TopicDefinition, subscription: SubscriptionDefinition): string[] {
  const conditions = subscription.filter?.['type']
  if (!conditions) return []
  if (subscription.events) return [`${place}.filter.type: repeats 'events'. Keep one of the two.`]
  const types = Object.keys(topic.events)
  const exact = conditions.filter((condition) => typeof condition === 'string')
  const possible = exact.length < conditions.length || exact.some((type) => types.includes(type))
  if (possible) return []
  return [
    `${place}.filter.type: ${exact.map((type) => `'${type}'`).join(', ')} can never match. Events of '${subscription.topic}': ${types.join(', ')}.`,
  ]
}

function sizeMistakes(place: string, subscription: SubscriptionDefinition): string[] {
  const counts = [
    ...(subscription.events ? [subscription.events.length] : []),
    ...Object.values(subscription.filter ?? {}).map((conditions) => conditions.length),
  ]
  const combinations = counts.reduce((product, count) => product * count, 1)
  return [
    ...(counts.length > MAX_KEYS
      ? [`${place}.filter: uses ${counts.length} attributes. SNS allows ${MAX_KEYS} in one policy.`]
      : []),
    ...(combinations > MAX_COMBINATIONS
      ? [
          `${place}.filter: has ${combinations} combinations of values. SNS allows ${MAX_COMBINATIONS} in one policy.`,
        ]
      : []),
  ]
}
