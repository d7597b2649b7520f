import type { Attention, Overview, Series, Session, TopicDetail, Traffic } from '../../console-api/answers.ts'
import type { SubscriptionState } from '../../messaging/operate/subscription-state.ts'
import type { TopicState } from '../../messaging/operate/topic-states.ts'
import { TRAFFIC_METRICS } from '../../messaging/operate/traffic.ts'
import type { RetryPolicy } from '../../topology/types.ts'
import { type JsonSchema, schemaRef } from '../json-schema.ts'
import { listOf, objectSchema } from '../object-schema.ts'
import { ANY_OBJECT, COUNT, described, TEXT, TIME, TRUTH } from './schemas.ts'

const TOPIC_STATE = {
  name: TEXT,
  ordered: TRUTH,
  events: described('Types.', listOf(TEXT)),
  subscriptions: listOf(schemaRef('SubscriptionState')),
}

const DEFINITION = objectSchema<TopicDetail['definitions'][number]>(
  {
    type: TEXT,
    versions: described(
      'The oldest first.',
      listOf(
        objectSchema<TopicDetail['definitions'][number]['versions'][number]>({
          version: TEXT,
          urn: described('The dataschema that stands for it.', TEXT),
          schema: described('Of the data.', ANY_OBJECT),
        }),
      ),
    ),
    example: { description: 'Fits the oldest version, as far as a schema tells.' },
  },
  { summary: TEXT },
)

/** What the desk tells of who asks, and of how the bus does. */
export const STATE_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Session: objectSchema<Session>({
    bus: TEXT,
    stage: described("'home' where the bus runs on the machine that asks.", TEXT),
    principal: described('Who asks.', TEXT),
    role: { enum: ['reader', 'operator'] },
    topics: listOf(TEXT),
    subscriptions: listOf(TEXT),
    metricsPeriodSeconds: described('How fine metrics are.', { type: 'integer', minimum: 1 }),
  }),
  Overview: objectSchema<Overview>({
    at: TIME,
    topics: listOf(schemaRef('TopicState')),
    attention: described(
      'The most pressing first.',
      listOf(
        objectSchema<Attention>({
          kind: {
            enum: [
              'queue-missing',
              'consumer-missing',
              'dead-letters',
              'undelivered',
              'paused',
              'waiting-long',
            ] satisfies Attention['kind'][],
          },
          subscription: TEXT,
          text: described('One sentence.', TEXT),
        }),
      ),
    ),
  }),
  TopicState: objectSchema<TopicState>(TOPIC_STATE),
  TopicDetail: objectSchema<TopicDetail>(
    { ...TOPIC_STATE, definitions: listOf(DEFINITION) },
    { partitionKey: described('Where its events have their key, a JSON Pointer into the data.', TEXT) },
  ),
  SubscriptionState: objectSchema<SubscriptionState>(
    {
      name: TEXT,
      topic: TEXT,
      ordered: TRUTH,
      events: described('Types.', listOf(TEXT)),
      retry: objectSchema<Required<RetryPolicy>>({
        maxAttempts: COUNT,
        minDelaySeconds: COUNT,
        maxDelaySeconds: COUNT,
      }),
      maxReceiveCount: COUNT,
      consumer: described('Whether messages reach it. MISSING: nothing feeds it.', {
        enum: [
          'ENABLED',
          'DISABLED',
          'ENABLING',
          'DISABLING',
          'CREATING',
          'UPDATING',
          'DELETING',
          'MISSING',
        ] satisfies SubscriptionState['consumer'][],
      }),
    },
    {
      backlog: described('Messages that wait. Absent, as the other counts, where the queue is gone.', COUNT),
      inFlight: COUNT,
      delayed: COUNT,
      oldestAgeSeconds: COUNT,
      deadLetters: COUNT,
      undelivered: described('What SNS could not bring to the queue.', COUNT),
    },
  ),
  Traffic: objectSchema<Traffic>({
    from: described('When the first period begins, in milliseconds since 1970.', { type: 'integer' }),
    periodSeconds: { type: 'integer', minimum: 1 },
    series: listOf(schemaRef('Series')),
  }),
  Series: objectSchema<Series>(
    {
      metric: { enum: TRAFFIC_METRICS },
      topic: TEXT,
      values: described(
        'One a period, the oldest first: a sum of what is counted, an average of what is measured in milliseconds; null for none.',
        listOf({ type: ['number', 'null'], minimum: 0 }),
      ),
    },
    { subscription: TEXT },
  ),
}
