import type { Topology } from '../topology/types.ts'
import {
  cloudEventName,
  type DeclaredEvent,
  dataName,
  declaredEvents,
  plainEvents,
} from './declared-events.ts'
import { anyOf, type JsonSchema, schemaRef } from './json-schema.ts'
import { operationId } from './operation-id.ts'
import { problemResponses } from './problem-responses.ts'

const MAX_EVENTS = 1_000

/** The schemas of what SNS took, and of a batch's results. */
export const RECEIPT_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Accepted: {
    description: 'SNS has the event; no subscriber has handled it yet.',
    type: 'object',
    required: ['id', 'source', 'topic', 'messageId'],
    properties: {
      id: { type: 'string' },
      source: { type: 'string' },
      topic: { type: 'string' },
      messageId: { description: "SNS's.", type: 'string' },
      sequenceNumber: {
        description: 'Its place in its message group; only on ordered topics.',
        type: 'string',
      },
    },
  },
  AcceptedBatch: results('One result for each event, in order.', { items: schemaRef('Accepted') }),
  Results: results('One result for each event, in order: one of them at least was refused.', {
    items: { anyOf: [schemaRef('Accepted'), schemaRef('Problem')] },
    contains: schemaRef('Problem'),
  }),
}

function results(description: string, items: JsonSchema): JsonSchema {
  const list = { type: 'array', maxItems: MAX_EVENTS, ...items }
  return { description, type: 'object', required: ['results'], properties: { results: list } }
}

/** Components: the header fields of a request. */
export const HEADER_PARAMETERS: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  Object.entries({
    'Idempotency-Key': header('Repeat a request with the same key until it is answered: it has one answer.', {
      type: 'string',
      pattern: '^[!-~](?:[ -~]{0,253}[!-~])?$',
      not: { const: '""' },
    }),
    'ce-specversion': header(
      'Tells binary mode: ce- headers are the attributes, percent-encoded; the body is the data.',
      {
        const: '1.0',
      },
    ),
    'ce-id': header('Required in binary mode.', schemaRef('EncodedText')),
    'ce-source': header('Required in binary mode.', schemaRef('EncodedUriReference')),
    'ce-type': header('Required in binary mode.', schemaRef('EncodedText')),
    'ce-subject': header('Binary mode.', schemaRef('EncodedText')),
    'ce-time': header('Binary mode.', schemaRef('Timestamp')),
    'ce-dataschema': header('Binary mode.', schemaRef('EncodedUri')),
    'ce-partitionkey': header(
      'Binary mode. Required where the topic is ordered and the data has no key. Extensions have a field each, too.',
      schemaRef('EncodedText'),
    ),
  }).map(([name, parameter]) => [name, { name, ...parameter }]),
)

function header(description: string, schema: JsonSchema): JsonSchema {
  return { in: 'header', description, schema }
}

export function publishOperation(topology: Topology, topic: string): JsonSchema {
  const events = declaredEvents(topology).filter((event) => event.topic === topic)
  const oneOf = (nameOf: (event: DeclaredEvent) => string): JsonSchema =>
    anyOf(events.map((event) => schemaRef(nameOf(event))))
  const batch = (items: JsonSchema): JsonSchema => ({ type: 'array', maxItems: MAX_EVENTS, items })
  const plain = plainEvents(topology, topic)
  return {
    summary: `Publishes one event or many to topic '${topic}'.`,
    parameters: Object.keys(HEADER_PARAMETERS).map((name) => ({ $ref: `#/components/parameters/${name}` })),
    requestBody: {
      description: 'Members that reach for a prototype, such as __proto__, are refused wherever they are.',
      required: !events.some(({ isOptional }) => isOptional),
      content: {
        'application/json': { schema: anyOf([plain, batch(plain)]) },
        'application/cloudevents+json': { schema: oneOf(cloudEventName) },
        'application/cloudevents-batch+json': { schema: batch(oneOf(cloudEventName)) },
        '*/*': {
          schema: {
            description:
              'Binary mode, told by ce- headers, with application/json too: the data of the event.',
            ...oneOf(dataName),
          },
        },
      },
    },
    responses: {
      202: {
        description: 'SNS has all of it; no subscriber has handled it yet.',
        headers: {
          Location: { description: 'Tells what became of the one event.', schema: { type: 'string' } },
          ...REPLAYED,
        },
        content: {
          'application/json': { schema: { anyOf: [schemaRef('Accepted'), schemaRef('AcceptedBatch')] } },
        },
        links: { deliveries: deliveriesLink(topic) },
      },
      207: {
        description: 'Some events of a batch were refused, the others accepted.',
        headers: REPLAYED,
        content: { 'application/json': { schema: schemaRef('Results') } },
      },
      ...problemResponses(404, 409, 415, 422, 503),
    },
  }
}

const REPLAYED = {
  'Idempotency-Replayed': {
    description: 'All of the answer is from the first request with this Idempotency-Key.',
    schema: { const: 'true' },
  },
}

/** From the answer to a single event to the question what became of it. */
const deliveriesLink = (topic: string): JsonSchema => ({
  operationId: operationId('deliveries', topic),
  parameters: { source: '$response.body#/source', id: '$response.body#/id' },
})
