import type { Topology } from '../../topology/types.ts'
import { holdMessages, lettingGo } from '../dead-letter/hold-messages.ts'
import { asDeadLetter, type DeadLetter, withDeliveries } from '../dead-letter/list-dead-letters.ts'
import { lookAgain } from '../dead-letter/look-again.ts'
import type { Event, EventData } from '../event.ts'
import { canonicalJson, digest, eventKey } from '../fingerprint.ts'
import type { DeliveryRecord, ReceivedMessage } from '../ports.ts'
import { schemaErrors } from '../publish/validate-event.ts'
import { outgoingMessage } from '../route/outgoing-message.ts'
import { MaskMisplaced, unmask } from '../unmask.ts'
import type { RedriveDependencies } from './redrive.ts'
import { groupOf } from './redriven-message.ts'
import { isSelected } from './selection.ts'

const MAX_LETTERS = 10_000

/** A dead letter that cannot be edited, or not like this. Nothing was changed. */
export class EditRefused extends Error {
  override readonly name = 'EditRefused'
}

/** The edited event was sent, and so was the dead one, by somebody else: its letter is left. */
export class EditOvertaken extends Error {
  override readonly name = 'EditOvertaken'
}

/**
 * Puts a dead letter right: an event with other data goes to this subscription's queue, and to no other, in the dead
 * one's place. Its id is derived from the dead event and the edit, and it names the dead one as its cause. It is sent,
 * then the dead one is RESOLVED, then the dead letter is deleted: a crash between any two, and the same edit again, end
 * in one edited event, for the ledger knows its id. Where the edit has the mask of a sensitive value, the event has that.
 * @throws EditRefused, EditOvertaken
 */
export async function redriveEdited(deps: RedriveDependencies, id: string, json: string): Promise<Event> {
  const isIt = (message: ReceivedMessage): boolean => isSelected(asDeadLetter(message), { ids: [id] })
  const held = await lookAgain(deps.clock, {
    look: async () => (await holdMessages(deps.deadLetters, MAX_LETTERS, { isIt, isEnough: isIt })).messages,
    isEnough: (messages) => messages.some(isIt),
    letGo: (messages) => release(deps, messages),
  })
  const [letter] = await lettingGo(deps.deadLetters, held, () =>
    withDeliveries(deps, held.filter(isIt).slice(0, 1).map(asDeadLetter)),
  )
  let replaced = false
  try {
    const edited = editedEvent(deps, id, letter?.event, json)
    await replaceLetter(deps, letter as DeadLetter, edited)
    replaced = true
    return edited
  } finally {
    await release(
      deps,
      held.filter((each) => each !== letter?.message || !replaced),
    )
  }
}

const release = ({ deadLetters }: RedriveDependencies, messages: readonly ReceivedMessage[]): Promise<void> =>
  deadLetters.release(messages.map(({ receiptHandle }) => receiptHandle))

function editedEvent(
  { topology, subscription }: RedriveDependencies,
  letterId: string,
  dead: Event | undefined,
  json: string,
): Event {
  if (!dead) throw new EditRefused(`${subscription} has no dead letter '${letterId}' with an event to edit.`)
  const { dataref: _dataref, ...attributes } = dead.attributes
  const topic = topology.subscriptions[subscription]?.topic ?? ''
  const data = unmasked(topology, topic, dead, json)
  const key = eventKey(attributes.source, attributes.id)
  const id = digest([key, 'json' in data ? canonicalJson(data.json) : data.base64])
  const edited: Event = { attributes: { ...attributes, id, causationid: attributes.id }, data }
  const [error] = schemaErrors(topology, topic, edited)
  if (error) {
    throw new EditRefused(
      `The data does not fit the schema of '${attributes.type}': ${error.pointer}: ${error.detail}.`,
    )
  }
  return edited
}

function unmasked(topology: Topology, topic: string, dead: Event, json: string): EventData {
  try {
    return unmask(topology, topic, dead, json)
  } catch (cause) {
    if (cause instanceof MaskMisplaced) throw new EditRefused(`${cause.message}.`, { cause })
    throw new EditRefused(`The data is not JSON (${(cause as Error).message}).`, { cause })
  }
}

async function replaceLetter(deps: RedriveDependencies, letter: DeadLetter, edited: Event): Promise<void> {
  const { topology, subscription } = deps
  const { delivery, message } = letter
  refuseAlive(deps, delivery, edited.attributes.id)
  const topic = topology.subscriptions[subscription]?.topic ?? ''
  const { body, attributes, claim } = outgoingMessage(topology, topic, edited, '')
  if (claim) throw new EditRefused('The edited event is too large for a message: publish it anew instead.')
  await deps.queue.send({ body, attributes, ...groupOf(deps, letter) })
  if (delivery && delivery.state !== 'RESOLVED') await resolve(deps, delivery, edited.attributes.id)
  await deps.deadLetters.delete(message.receiptHandle)
}

/** What SQS moved after its last receive is FAILED, or was left IN_PROGRESS by a consumer that died: nobody is at work. */
function refuseAlive({ clock }: RedriveDependencies, delivery: DeliveryRecord | undefined, by: string): void {
  if (delivery?.state === 'DONE' || (delivery?.state === 'RESOLVED' && delivery.resolvedBy !== by)) {
    throw new EditRefused(
      `The event is ${delivery.state}${delivery.resolvedBy ? ', by another edit' : ''}: there is nothing to put right.`,
    )
  }
  if (delivery?.state === 'IN_PROGRESS' && delivery.leaseUntil > clock.now()) {
    const until = new Date(delivery.leaseUntil).toISOString()
    throw new EditRefused(
      `A delivery of the event is at work, until ${until} at the latest: edit it after that.`,
    )
  }
}

async function resolve({ ledger }: RedriveDependencies, dead: DeliveryRecord, by: string): Promise<void> {
  const result = await ledger.replace({ ...dead, state: 'RESOLVED', resolvedBy: by }, dead)
  if (result.written || result.found?.resolvedBy === by) return
  throw new EditOvertaken(
    `The edited event '${by}' was sent. Meanwhile somebody else put the dead one back, which is ${result.found?.state ?? 'gone'} now: both may take effect. Its dead letter was left where it is.`,
  )
}
