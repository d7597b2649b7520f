import type { ConsoleAnswers } from '../../../../lib/console-api/answers.ts'

type AuditedAct = ConsoleAnswers['audit']['acts'][number]

const MAX_KEYS = 3
const KEY_LENGTH = 12

/** On which events, by the beginnings of their keys. */
export function eventsText({ events }: Pick<AuditedAct, 'events'>): string {
  if (events.length === 0) return 'no events'
  const shown = events.slice(0, MAX_KEYS).map((key) => key.slice(0, KEY_LENGTH))
  const more = events.length - shown.length
  return `${events.length} ${events.length === 1 ? 'event' : 'events'}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** What was asked for and what came of it. */
export const detailText = ({ detail }: Pick<AuditedAct, 'detail'>): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')
