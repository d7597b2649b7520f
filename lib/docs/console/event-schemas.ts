import type { ActSummary, Audit, Published } from '../../console-api/answers.ts'
import { MAX_KEYS } from '../../console-api/limits.ts'
import type { EventTimeline, Moment } from '../../messaging/operate/event-timeline.ts'
import { type JsonSchema, schemaRef } from '../json-schema.ts'
import { listOf, objectSchema } from '../object-schema.ts'
import { STATES } from './dead-letter-schemas.ts'
import { COUNT, described, TEXT, TIME } from './schemas.ts'

/** What the desk tells of single events, and of what was done. */
export const EVENT_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Published: objectSchema<Published>({
    topic: TEXT,
    source: TEXT,
    id: TEXT,
    messageId: described("SNS's.", TEXT),
  }),
  EventTimeline: objectSchema<EventTimeline>({
    topic: TEXT,
    source: TEXT,
    id: TEXT,
    deliveries: described(
      'One for each subscription of the topic.',
      listOf(
        objectSchema<EventTimeline['deliveries'][number]>({
          subscription: TEXT,
          state: {
            description: 'NOT_SEEN: it waits in the queue, was filtered out, or is beyond retention.',
            enum: ['NOT_SEEN', ...STATES],
          },
          attempts: COUNT,
        }),
      ),
    ),
    moments: described(
      'The oldest first.',
      listOf(
        objectSchema<Moment>(
          { at: TIME, what: TEXT },
          { subscription: described('Where; none before it reached any.', TEXT) },
        ),
      ),
    ),
  }),
  Audit: objectSchema<Audit>(
    { acts: described('The newest first.', listOf(schemaRef('ActSummary'))) },
    { before: described('Ask for what is before this, where there is more.', { type: 'integer' }) },
  ),
  ActSummary: objectSchema<ActSummary>(
    {
      id: TEXT,
      who: TEXT,
      act: {
        enum: [
          'publish',
          'pause',
          'resume',
          'redrive',
          'move',
          'edit',
          'purge',
        ] satisfies ActSummary['act'][],
      },
      detail: {
        description: 'What was asked for, and what came of it.',
        type: 'object',
        additionalProperties: { type: ['string', 'number', 'boolean'] },
      },
      begunAt: TIME,
      outcome: {
        description: 'UNKNOWN: it was interrupted, is still at work, or its end is older than what was read.',
        enum: ['DONE', 'FAILED', 'UNKNOWN'] satisfies ActSummary['outcome'][],
      },
      eventCount: described('How many events it touched.', COUNT),
      events: described('Keys of the first of them; omnibus audit --json has all.', {
        ...listOf(TEXT),
        maxItems: MAX_KEYS,
      }),
    },
    { subscription: TEXT, topic: described('Of what was published.', TEXT), endedAt: TIME },
  ),
}
