import { fromEnvelope } from '../envelope.ts'
import type { Event } from '../event.ts'
import { eventKey } from '../fingerprint.ts'
import type { Cause, Clock, DeliveryRecord, Ledger, Queue, ReceivedMessage } from '../ports.ts'
import { causeOf, originOf } from './dead-letter.ts'

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
  /** The ledger's word on this event in this subscription. */
  readonly delivery: DeliveryRecord | undefined
}

export interface DeadLetterDependencies {
  readonly subscription: string
  readonly deadLetters: Queue
  readonly ledger: Ledger
  readonly clock: Clock
}

/** Long enough to look at everything; what is not redriven is shown again at once. */
export const HOLD_SECONDS = 120

/**
 * Takes up to `limit` dead letters into hand, oldest first: hidden from others for two minutes, unless released.
 * A look raises a dead letter's receive count, which nothing acts on.
 */
export async function holdDeadLetters(deps: DeadLetterDependencies, limit: number): Promise<DeadLetter[]> {
  const messages = new Map<string, ReceivedMessage>()
  while (messages.size < limit) {
    const received = await deps.deadLetters.receive(Math.min(10, limit - messages.size), HOLD_SECONDS)
    for (const message of received) messages.set(message.messageId, message)
    if (received.length === 0) break
  }
  const letters = await Promise.all([...messages.values()].map((message) => describe(deps, message)))
  return letters.sort((a, b) => a.sentAt - b.sentAt)
}

/** Shows held dead letters to others again. */
export async function releaseDeadLetters(
  deps: DeadLetterDependencies,
  letters: readonly DeadLetter[],
): Promise<void> {
  for (const { message } of letters) await deps.deadLetters.changeVisibility(message.receiptHandle, 0)
}

/** Looks without taking: the dead letters stay where they are. */
export async function listDeadLetters(deps: DeadLetterDependencies, limit: number): Promise<DeadLetter[]> {
  const letters = await holdDeadLetters(deps, limit)
  await releaseDeadLetters(deps, letters)
  return letters
}

async function describe(deps: DeadLetterDependencies, message: ReceivedMessage): Promise<DeadLetter> {
  const event = eventIn(message.body)
  const origin = originOf(message.attributes)
  const delivery = event && (await deliveryOf(deps, event))
  return {
    message,
    event,
    cause: causeOf(message.attributes) ?? delivery?.cause,
    attempts: origin?.attempts,
    sentAt: origin?.sentAt ?? message.sentAt,
    delivery,
  }
}

async function deliveryOf(
  { ledger, clock, subscription }: DeadLetterDependencies,
  { attributes }: Event,
): Promise<DeliveryRecord | undefined> {
  const records = await ledger.find(
    eventKey(attributes.source, attributes.id),
    Math.floor(clock.now() / 1000),
  )
  return records.find((record) => record.subscription === subscription)
}

function eventIn(body: string): Event | undefined {
  try {
    return fromEnvelope(body)
  } catch {
    return undefined
  }
}
