import type { DeadLetter } from '../dead-letter/list-dead-letters.ts'
import type { Event } from '../event.ts'
import { eventKey } from '../fingerprint.ts'
import { bounded } from '../printable.ts'
import type { RedriveDependencies } from '../redrive/redrive.ts'
import { redriveEdited } from '../redrive/redrive-edited.ts'
import type { Selection } from '../redrive/selection.ts'
import { type AuditDependencies, audited } from './audit.ts'

const MAX_TEXT = 200

/** @throws EditRefused */
export function auditedEdit(
  deps: RedriveDependencies & AuditDependencies,
  id: string,
  json: string,
): Promise<Event> {
  const { subscription } = deps
  return audited(
    deps,
    { act: 'edit', subscription, detail: { selection: inWords({ ids: [id] }) } },
    async () => {
      const result = await redriveEdited(deps, id, json)
      const { source, id: editedId, causationid = '' } = result.attributes
      const events = [eventKey(source, causationid), eventKey(source, editedId)]
      return { result, events, detail: { edited: editedId } }
    },
  )
}

/** Of those that are events. */
export const eventKeys = (letters: readonly DeadLetter[]): readonly string[] =>
  letters.flatMap(({ event }) => (event ? [eventKey(event.attributes.source, event.attributes.id)] : []))

/** As an operator would say it, short and on one line. */
export function inWords(selection: Selection): string {
  const text =
    selection === 'all'
      ? 'all'
      : 'cause' in selection
        ? `cause ${selection.cause}`
        : `ids ${selection.ids.join(', ')}`
  return bounded(text, MAX_TEXT)
}
