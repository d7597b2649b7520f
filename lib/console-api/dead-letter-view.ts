import type { DeadLetter } from '../messaging/dead-letter/list-dead-letters.ts'
import { redactBody } from '../messaging/redact.ts'
import type { DeadLetterSummary } from './answers.ts'
import type { ConsoleDependencies } from './dependencies.ts'

/** What is seen of one letter in a list. */
export function summaryOf({
  message,
  event,
  cause,
  attempts,
  sentAt,
  delivery,
}: DeadLetter): DeadLetterSummary {
  const { id, source, type } = event?.attributes ?? {}
  return {
    messageId: message.messageId,
    ...(id !== undefined && { id }),
    ...(source !== undefined && { source }),
    ...(type !== undefined && { type }),
    ...(cause && { cause }),
    ...(attempts !== undefined && { attempts }),
    receivedAt: sentAt,
    ...(delivery && { state: delivery.state }),
    size: Buffer.byteLength(message.body),
  }
}

/** The message's body as it may be shown. */
export function visibleBody(
  { desk: { topology } }: Pick<ConsoleDependencies, 'desk'>,
  subscription: string,
  { message }: DeadLetter,
): string {
  return redactBody(topology, topicOf(topology, subscription), message.body)
}

export const topicOf = (
  { subscriptions }: ConsoleDependencies['desk']['topology'],
  subscription: string,
): string => subscriptions[subscription]?.topic ?? ''
