import type { SubscriptionState } from '../messaging/operate/subscription-state.ts'
import { longestExpectedStay, subscriptionSettings } from '../topology/settings.ts'
import type { Topology } from '../topology/types.ts'
import type { Attention } from './answers.ts'

/** As the alarm has it: below that, nobody is to be troubled. */
const LEAST_SECONDS = 300
/** The most pressing first. */
const KINDS: readonly Attention['kind'][] = [
  'queue-missing',
  'consumer-missing',
  'undelivered',
  'dead-letters',
  'waiting-long',
  'paused',
]

/** What wants a look, the most pressing first; of one kind, in the order of the declaration. */
export function attention(
  topology: Topology,
  subscriptions: readonly SubscriptionState[],
): readonly Attention[] {
  const found = subscriptions.flatMap((state) => attentionTo(topology, state))
  return found.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
}

function attentionTo(topology: Topology, state: SubscriptionState): Attention[] {
  const { name: subscription, consumer, deadLetters = 0, undelivered = 0, oldestAgeSeconds = 0 } = state
  const patience = Math.max(
    LEAST_SECONDS,
    2 * longestExpectedStay(subscriptionSettings(topology, subscription)),
  )
  const of = (kind: Attention['kind'], text: string): Attention => ({ kind, subscription, text })
  return [
    ...(state.backlog === undefined ? [of('queue-missing', 'Its queue is gone: events are lost.')] : []),
    ...(consumer === 'MISSING'
      ? [of('consumer-missing', 'Nothing feeds its consumer: events wait until they expire.')]
      : []),
    ...(undelivered > 0
      ? [of('undelivered', `SNS could not bring ${counted(undelivered, 'event')} to its queue.`)]
      : []),
    ...(deadLetters > 0 ? [of('dead-letters', `It has ${counted(deadLetters, 'dead letter')}.`)] : []),
    ...(oldestAgeSeconds > patience && consumer !== 'DISABLED'
      ? [of('waiting-long', `Its oldest event has waited ${inWords(oldestAgeSeconds)}.`)]
      : []),
    ...(consumer === 'DISABLED' || consumer === 'DISABLING'
      ? [of('paused', `Its consumer is paused: ${counted(state.backlog ?? 0, 'event')} in its queue.`)]
      : []),
  ]
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

function inWords(seconds: number): string {
  if (seconds < 2 * 3_600) return `${Math.round(seconds / 60)} minutes`
  return seconds < 48 * 3_600
    ? `${Math.round(seconds / 3_600)} hours`
    : `${Math.round(seconds / 86_400)} days`
}
