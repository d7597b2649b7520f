import type { Topology } from '../../topology/types.ts'
import { originOf, withoutDeath } from '../dead-letter/dead-letter.ts'
import {
  type DeadLetter,
  type DeadLetterDependencies,
  holdDeadLetters,
  releaseDeadLetters,
} from '../dead-letter/list-dead-letters.ts'
import type { Queue, QueueMessage, Random } from '../ports.ts'
import { messageGroup } from '../route/outgoing-message.ts'

export interface RedriveDependencies extends DeadLetterDependencies {
  readonly topology: Topology
  /** The subscription's own queue. */
  readonly queue: Queue
  readonly random: Random
}

/** Which dead letters to put back: all, or those of an event id or message id. */
export type Selection = 'all' | { readonly ids: readonly string[] }

export interface RedriveResult {
  readonly redriven: readonly DeadLetter[]
  /** Ids of the selection that no dead letter has. */
  readonly notFound: readonly string[]
}

/** As many as one call takes in hand: what is left is for the next call. */
const MAX_LETTERS = 10_000

/**
 * Puts dead letters back on their subscription's queue, oldest first: sent, confirmed, and only then deleted, so that
 * a crash at any point loses none. One that was sent but not deleted is sent again next time; the ledger absorbs it.
 * What dies again meanwhile is not touched twice.
 */
export async function redrive(
  deps: RedriveDependencies,
  selection: Selection,
  onProgress: (done: number, of: number) => void = () => undefined,
): Promise<RedriveResult> {
  const held = await holdDeadLetters(deps, MAX_LETTERS)
  const chosen = selection === 'all' ? held : held.filter((letter) => isChosen(letter, selection.ids))
  const redriven: DeadLetter[] = []
  try {
    for (const letter of chosen) {
      await deps.queue.send(redrivenMessage(deps, letter))
      await deps.deadLetters.delete(letter.message.receiptHandle)
      redriven.push(letter)
      onProgress(redriven.length, chosen.length)
    }
  } finally {
    await releaseDeadLetters(
      deps,
      held.filter((letter) => !redriven.includes(letter)),
    )
  }
  const ids = selection === 'all' ? [] : selection.ids
  return { redriven, notFound: ids.filter((id) => !redriven.some((letter) => isChosen(letter, [id]))) }
}

function isChosen({ message, event }: DeadLetter, ids: readonly string[]): boolean {
  return ids.includes(message.messageId) || (event !== undefined && ids.includes(event.attributes.id))
}

/** The message as it was, in its own group, under a fresh deduplication id. */
function redrivenMessage(
  { topology, subscription, random }: RedriveDependencies,
  letter: DeadLetter,
): QueueMessage {
  const { message, event } = letter
  const topic = topology.subscriptions[subscription]?.topic ?? ''
  const group = originOf(message.attributes)?.groupId ?? (event && messageGroup(topology, topic, event))
  const plain = { body: message.body, attributes: withoutDeath(message.attributes) }
  if (!topology.topics[topic]?.ordered) return group === undefined ? plain : { ...plain, groupId: group }
  return { ...plain, groupId: group ?? message.messageId, deduplicationId: random.uuid() }
}
