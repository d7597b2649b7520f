import { causeOf, originOf } from '../../../lib/messaging/dead-letter/dead-letter.ts'
import type { Bus } from './bus.ts'
import { SUBSCRIPTIONS, type SubscriptionName } from './scenario.ts'

/** One time that a message came to a dead-letter queue. */
export interface Death {
  readonly subscription: SubscriptionName
  readonly body: string
  /** Of its cause; undefined when SQS moved it. */
  readonly code: string | undefined
  readonly attempts: number | undefined
}

/** Whatever was in a dead-letter queue, whoever brought it there. */
export const deathsIn = ({ deadLetters }: Bus): readonly Death[] =>
  SUBSCRIPTIONS.flatMap((subscription) =>
    deadLetters[subscription].history.map(({ body, attributes }) => ({
      subscription,
      body,
      code: causeOf(attributes)?.code,
      attempts: originOf(attributes)?.attempts,
    })),
  )
