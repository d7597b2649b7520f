import { type DeadLetter, withDeliveries } from '../messaging/dead-letter/list-dead-letters.ts'
import { toEnvelope } from '../messaging/envelope.ts'
import type { DeadLetterSummary } from './answers.ts'
import type { ConsoleDependencies } from './dependencies.ts'
import { view } from './view.ts'

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

/** The message's body, masked: as it was sent where nothing is. */
export function visibleBody(
  { desk: { topology } }: Pick<ConsoleDependencies, 'desk'>,
  subscription: string,
  { event, message }: DeadLetter,
): string {
  if (!event) return message.body
  const { event: visible, masked } = view(topology, topicOf(topology, subscription), event)
  return masked.length === 0 ? message.body : toEnvelope(visible)
}

export const topicOf = (
  { subscriptions }: ConsoleDependencies['desk']['topology'],
  subscription: string,
): string => subscriptions[subscription]?.topic ?? ''

/** Asks the ledger for the cause of those that SQS itself moved, which do not say. */
export async function withCauses(
  { desk: { ledger, clock } }: ConsoleDependencies,
  subscription: string,
  letters: readonly DeadLetter[],
): Promise<readonly DeadLetter[]> {
  const silent = letters.filter(({ cause }) => !cause)
  const described = (await withDeliveries({ ledger, clock, subscription }, silent)).values()
  return letters.map((letter) => (letter.cause ? letter : (described.next().value as DeadLetter)))
}
