import { subscriptionsOf } from '../topology/settings.ts'
import type { Topology } from '../topology/types.ts'
import { type JsonSchema, schemaRef } from './json-schema.ts'
import { problemResponses } from './problem-responses.ts'

const STATES = ['NOT_SEEN', 'IN_PROGRESS', 'DONE', 'FAILED', 'DEAD', 'RESOLVED']

/** The schema of what became of an event in one subscription. */
export const DELIVERY_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['subscription', 'state'],
  properties: {
    subscription: { type: 'string' },
    state: {
      description: 'NOT_SEEN: it waits in the queue, was filtered out, or is beyond retention.',
      enum: STATES,
    },
    attempts: { description: 'How often the handler was started.', type: 'integer', minimum: 0 },
    firstSeenAt: { type: 'string', format: 'date-time' },
    doneAt: { type: 'string', format: 'date-time' },
    resolvedBy: { description: 'The id of the edited event that took its place.', type: 'string' },
    cause: {
      description: 'Why it could not be handled.',
      type: 'object',
      required: ['code', 'text'],
      properties: { code: { type: 'string' }, text: { type: 'string' } },
    },
    published: {
      description: 'The events that the handler published, the first 500.',
      type: 'array',
      items: {
        type: 'object',
        required: ['topic', 'source', 'id', 'type'],
        properties: {
          topic: { type: 'string' },
          source: { type: 'string' },
          id: { type: 'string' },
          type: { type: 'string' },
        },
      },
    },
  },
}

export function deliveriesOperation(topology: Topology, topic: string): JsonSchema {
  const text = { type: 'string', minLength: 1 }
  const parameter = (name: string): JsonSchema => ({ name, in: 'query', required: true, schema: text })
  const subscriptions = subscriptionsOf(topology, topic)
  return {
    summary: `Tells what became of an event of topic '${topic}' in each subscription.`,
    parameters: [parameter('source'), parameter('id')],
    responses: {
      200: answer('One delivery for each subscription of the topic.', {
        id: text,
        source: text,
        topic: { const: topic },
        deliveries: {
          type: 'array',
          minItems: subscriptions.length,
          maxItems: subscriptions.length,
          items: schemaRef('Delivery'),
        },
      }),
      ...problemResponses(404),
    },
  }
}

export function topicsOperation(): JsonSchema {
  const text = { type: 'string' }
  const event = object({ type: text }, { summary: text })
  const list = (items: JsonSchema): JsonSchema => ({ type: 'array', items })
  const topic = object({
    name: text,
    ordered: { type: 'boolean' },
    events: list(event),
    subscriptions: list(text),
  })
  return {
    summary: 'Lists what may be said where, and who listens.',
    responses: { 200: answer('All topics.', { topics: list(topic) }), ...problemResponses() },
  }
}

export function healthOperation(): JsonSchema {
  return {
    summary: 'Tells that the endpoint answers.',
    responses: { 200: answer('It does.', { status: { const: 'ok' } }), ...problemResponses() },
  }
}

export function documentOperation(kind: 'openapi' | 'asyncapi', what: string): JsonSchema {
  const content = { 'application/json': { schema: object({ [kind]: { type: 'string' } }) } }
  return {
    summary: `Gives ${what}.`,
    responses: { 200: { description: 'The document.', content }, ...problemResponses() },
  }
}

function answer(description: string, properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { description, content: { 'application/json': { schema: object(properties) } } }
}

function object(
  required: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  return { type: 'object', required: Object.keys(required), properties: { ...required, ...optional } }
}
