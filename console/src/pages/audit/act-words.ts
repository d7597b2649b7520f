import type { ConsoleAnswers } from '../../../../lib/console-api/answers.ts'

type Act = ConsoleAnswers['audit']['acts'][number]

const KEY_LENGTH = 12

/** On which events, by the beginnings of their keys. */
export function eventsText({ eventCount, events }: Pick<Act, 'eventCount' | 'events'>): string {
  if (eventCount === 0) return 'no events'
  const shown = events.map((key) => key.slice(0, KEY_LENGTH))
  const more = eventCount - shown.length
  return `${eventCount} ${eventCount === 1 ? 'event' : 'events'}: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** What was asked for and what came of it. */
export const detailText = ({ detail }: Pick<Act, 'detail'>): string =>
  Object.entries(detail)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')
