import type { ConsoleAnswers } from '../../../lib/console-api/answers.ts'
import type { DeskOf } from './desk-of.ts'

/** A view of the console, by its name and the part of its address behind the `#`. */
export interface View {
  readonly name: string
  readonly hash: string
}

/** Every page of the console, for the fixture `console` with at least one dead letter at `scales`. */
export async function everyPage(desk: DeskOf): Promise<readonly View[]> {
  const { letters } = await desk.get<ConsoleAnswers['deadLetters']>('/subscriptions/scales/dead-letters')
  const [letter] = letters
  if (!letter) throw new Error('The stack has no dead letter at scales.')
  const event = new URLSearchParams({ source: letter.source ?? '', id: letter.id ?? '' })
  return [
    { name: 'overview', hash: '/' },
    { name: 'topic', hash: '/topics/parcels' },
    { name: 'topic-events', hash: '/topics/parcels?tab=events' },
    { name: 'topic-publish', hash: '/topics/parcels?tab=publish' },
    { name: 'subscription', hash: '/subscriptions/scales' },
    { name: 'dead-letters', hash: '/dead-letters' },
    { name: 'dead-letters-of-one', hash: '/dead-letters/scales' },
    { name: 'dead-letter', hash: `/dead-letters/scales/${letter.messageId}` },
    { name: 'dead-letter-edit', hash: `/dead-letters/scales/${letter.messageId}?edit=true` },
    { name: 'events', hash: '/events' },
    { name: 'event', hash: `/events/parcels?${event}` },
    { name: 'audit', hash: '/audit' },
    { name: 'documents', hash: '/documents' },
    { name: 'documents-openapi', hash: '/documents?document=openapi' },
  ]
}
