import { fromEnvelope } from '../envelope.ts'
import type { Event } from '../event.ts'
import { eventKey, fingerprint } from '../fingerprint.ts'
import type { Cause, Clock, DeliveryRecord, Ledger, Queue, ReceivedMessage } from '../ports.ts'
import { causeOf, originOf } from './dead-letter.ts'
import { holdMessages, type MessageSearch } from './hold-messages.ts'

/** A message in a dead-letter queue, with all that is known of its death. */
export interface DeadLetter {
  readonly message: ReceivedMessage
  /** Undefined when the body is not an event. */
  readonly event: Event | undefined
  /** From the message, else the ledger's last; undefined when neither knows. */
  readonly cause: Cause | undefined
  /** Undefined when SQS itself moved it. */
  readonly attempts: number | undefined
  /** When its event first reached the subscription's queue, in milliseconds since 1970. */
  readonly sentAt: number
  /** The ledger's word on this event in this subscription. Not on another one that has its id. */
  readonly delivery: DeliveryRecord | undefined
}

export interface DeadLetterDependencies {
  readonly subscription: string
  readonly deadLetters: Queue
  readonly ledger: Ledger
  readonly clock: Clock
}

/** Shows held dead letters to others again. */
export function releaseDeadLetters(
  { deadLetters }: Pick<DeadLetterDependencies, 'deadLetters'>,
  letters: readonly Pick<DeadLetter, 'message'>[],
): Promise<void> {
  return deadLetters.release(letters.map(({ message }) => message.receiptHandle))
}

/** What a look found, oldest first. */
export interface Look {
  readonly letters: readonly DeadLetter[]
  /** Whether there may be more than these. */
  readonly isPart: boolean
}

/** Looks without taking: they stay where they are. A look raises their receive count, which nothing acts on. */
export async function listDeadLetters(deps: DeadLetterDependencies, limit: number): Promise<Look> {
  const { letters, isPart } = await lookAtDeadLetters(deps, limit)
  return { letters: await withDeliveries(deps, letters), isPart }
}

/**
 * The same without the word of the ledger: causes are those that the messages have.
 * Of a search, what is not it comes without its body.
 */
export async function lookAtDeadLetters(
  deps: Pick<DeadLetterDependencies, 'deadLetters'>,
  limit: number,
  search?: MessageSearch,
): Promise<Look> {
  const { messages, isPart } = await holdMessages(deps.deadLetters, limit, search)
  const letters = messages.map(asDeadLetter)
  await releaseDeadLetters(deps, letters)
  return { letters: letters.sort(oldestFirst), isPart }
}

export const oldestFirst = (one: DeadLetter, other: DeadLetter): number => one.sentAt - other.sentAt

export function asDeadLetter(message: ReceivedMessage): DeadLetter {
  const origin = originOf(message.attributes)
  return {
    message,
    event: eventIn(message.body),
    cause: causeOf(message.attributes),
    attempts: origin?.attempts,
    sentAt: origin?.sentAt ?? message.sentAt,
    delivery: undefined,
  }
}

/** Dead letters with what the ledger says of them now, in their order. */
export async function withDeliveries(
  { subscription, ledger, clock }: Omit<DeadLetterDependencies, 'deadLetters'>,
  letters: readonly DeadLetter[],
): Promise<DeadLetter[]> {
  const keys = letters.flatMap(({ event }) => (event ? [keyOf(event)] : []))
  const records = await ledger.findIn(subscription, keys, Math.floor(clock.now() / 1_000))
  return letters.map((letter) => {
    const record = letter.event && records.get(keyOf(letter.event))
    const delivery = record && isOf(record, letter) ? record : undefined
    return { ...letter, cause: letter.cause ?? delivery?.cause, delivery }
  })
}

/**
 * Whether a record is the letter's own. It is another event's where that was published before under the same id: what
 * became of that one says nothing of this. Data in the bucket is not read to tell.
 */
function isOf(record: DeliveryRecord, { event, cause }: DeadLetter): boolean {
  if (!event || cause?.code === 'ID_REUSED') return false
  return event.attributes['dataref'] !== undefined || record.fingerprint === fingerprint(event)
}

/** The same of those alone that SQS itself moved: they do not say what they died of. */
export async function withCauses(
  deps: Omit<DeadLetterDependencies, 'deadLetters'>,
  letters: readonly DeadLetter[],
): Promise<readonly DeadLetter[]> {
  const silent = letters.filter(({ cause }) => !cause)
  const described = (await withDeliveries(deps, silent)).values()
  return letters.map((letter) => (letter.cause ? letter : (described.next().value as DeadLetter)))
}

const keyOf = ({ attributes }: Event): string => eventKey(attributes.source, attributes.id)

function eventIn(body: string): Event | undefined {
  try {
    return fromEnvelope(body)
  } catch {
    return undefined
  }
}
