import type { DeadLetter } from '../dead-letter/list-dead-letters.ts'
import { eventKey } from '../fingerprint.ts'
import { bounded } from '../printable.ts'
import type { Selection } from '../redrive/selection.ts'

/** What the log of acts says of dead letters. */

const MAX_TEXT = 200

/** None of what is no event. */
export const keysOf = ({ event }: DeadLetter): readonly string[] =>
  event ? [eventKey(event.attributes.source, event.attributes.id)] : []

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
