import { fromEnvelope } from '../envelope.ts'
import type { Event } from '../event.ts'
import { eventKey } from '../fingerprint.ts'
import type { Queue } from '../ports.ts'
import type { RedriveDependencies } from '../redrive/redrive.ts'
import { redriveEdited } from '../redrive/redrive-edited.ts'
import { type Acting, type AuditDependencies, audited } from './audit.ts'
import { inWords } from './letters-in-log.ts'

/**
 * An edit with its record: the dead event, and the one in its place as soon as the queue has it.
 * @throws EditRefused
 */
export function auditedEdit(
  deps: RedriveDependencies & AuditDependencies,
  id: string,
  json: string,
): Promise<Event> {
  const { subscription } = deps
  const detail = { selection: inWords({ ids: [id] }) }
  return audited(deps, { act: 'edit', subscription, detail }, (acting) =>
    redriveEdited({ ...deps, queue: watched(deps.queue, acting) }, id, json),
  )
}

const watched = (queue: Queue, { touch, tell }: Acting): Queue => ({
  ...queue,
  async send(message) {
    const sent = await queue.send(message)
    const { source, id, causationid = '' } = fromEnvelope(message.body).attributes
    tell({ edited: id })
    for (const each of [causationid, id]) await touch(eventKey(source, each))
    return sent
  },
})
