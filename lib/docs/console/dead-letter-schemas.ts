import type {
  DeadLetterDetail,
  DeadLetterGroup,
  DeadLetterSummary,
  DeadLetters,
  Edited,
  Purged,
  RedriveAnswer,
} from '../../console-api/answers.ts'
import type { Cause, DeliveryState } from '../../messaging/ports.ts'
import { type JsonSchema, schemaRef } from '../json-schema.ts'
import { listOf, objectSchema } from '../object-schema.ts'
import { ANY_OBJECT, COUNT, described, TEXT, TRUTH } from './schemas.ts'

/** Where else than among the dead letters of the consumer. */
export const QUEUE: JsonSchema = {
  description: 'undelivered: what SNS could not bring to the queue.',
  const: 'undelivered',
}

export const STATES = [
  'IN_PROGRESS',
  'DONE',
  'FAILED',
  'DEAD',
  'RESOLVED',
] as const satisfies readonly DeliveryState[]

const SUMMARY = {
  required: {
    messageId: described("SQS's.", TEXT),
    receivedAt: described(
      'When the event first reached the queue of the subscription, in milliseconds since 1970.',
      { type: 'integer' },
    ),
    size: described('Bytes of the body.', COUNT),
  },
  optional: {
    id: described('Of the event; absent where the body is none.', TEXT),
    source: TEXT,
    type: TEXT,
    cause: schemaRef('Cause'),
    attempts: COUNT,
    state: described('What the ledger says: DONE when a copy was handled meanwhile.', { enum: STATES }),
  },
}

/** What the desk tells of dead letters, and of what was done with them. */
export const DEAD_LETTER_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Cause: objectSchema<Cause>({ code: TEXT, text: TEXT }),
  DeadLetters: objectSchema<DeadLetters>(
    {
      topic: TEXT,
      total: described('As SQS counts them, approximately.', COUNT),
      groups: described(
        'Of all that were looked at and fit the search.',
        listOf(
          objectSchema<DeadLetterGroup>(
            { count: COUNT, sample: described('The text of the newest.', TEXT) },
            { cause: described('The code; absent for those of which none is known.', TEXT) },
          ),
        ),
      ),
      letters: described('The oldest first.', listOf(schemaRef('DeadLetterSummary'))),
      truncated: described('Whether there are more.', TRUTH),
    },
    {
      newest: described(
        "SQS's stamp of the newest; where not all were looked at, when that was. With it a purge leaves what has died since.",
        COUNT,
      ),
    },
  ),
  DeadLetterSummary: objectSchema<DeadLetterSummary>(SUMMARY.required, SUMMARY.optional),
  DeadLetterDetail: objectSchema<DeadLetterDetail>(
    {
      ...SUMMARY.required,
      topic: TEXT,
      attributes: {
        description: 'Of the CloudEvent, extensions included.',
        type: 'object',
        additionalProperties: { type: ['string', 'number', 'boolean'] },
      },
      masked: described('JSON Pointers into the data of what is masked.', listOf(TEXT)),
      body: described("The message's, masked.", TEXT),
      editable: TRUTH,
    },
    {
      ...SUMMARY.optional,
      data: {
        anyOf: [
          objectSchema<{ readonly json: string }>({
            json: described('As it was written, but masked.', TEXT),
          }),
          objectSchema<{ readonly base64: string }>({ base64: TEXT }),
        ],
      },
      schema: described('Of the data, where the type is declared.', ANY_OBJECT),
    },
  ),
  Edited: objectSchema<Edited>({ topic: TEXT, source: TEXT, id: described('A new one.', TEXT) }),
  RedriveAnswer: objectSchema<RedriveAnswer>(
    {
      redriven: described('By this call.', COUNT),
      redrivenInAll: described('Since the first call.', COUNT),
      remaining: described('Selected and not redriven yet.', COUNT),
      alreadyDone: described('Left alone: a copy of their event is handled.', COUNT),
      waiting: described(
        'Of a progressive redrive: sent back, and neither handled nor dead again yet.',
        COUNT,
      ),
      notFound: listOf(TEXT),
    },
    {
      letters: described('Of a dry run: which these are.', listOf(schemaRef('DeadLetterSummary'))),
      stopped: described(
        'Why a progressive redrive left the rest where it is.',
        objectSchema<NonNullable<RedriveAnswer['stopped']>>({
          reason: { enum: ['same-cause', 'not-handled-in-time'] },
          letter: schemaRef('DeadLetterSummary'),
        }),
      ),
      continue: described('There is more to do: call again with it.', TEXT),
    },
  ),
  Purged: objectSchema<Purged>({ purged: COUNT, notFound: listOf(TEXT) }),
}
