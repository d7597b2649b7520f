import { DEFAULT_MINUTES, MAX_ACTS, MAX_LETTERS, MAX_MINUTES, MAX_TIME } from '../../console-api/limits.ts'
import { CONSOLE_ROUTES, type ConsoleOperation, type ConsoleRoute } from '../../topology/console-routes.ts'
import { type JsonSchema, schemaRef } from '../json-schema.ts'
import { QUEUE } from './dead-letter-schemas.ts'
import { described } from './schemas.ts'

const wholeNumber = (maximum: number): JsonSchema => ({ type: 'integer', minimum: 1, maximum })
const text = { type: 'string', minLength: 1 }

/** Of paths and of the query, by name. */
const PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  topic: schemaRef('TopicName'),
  subscription: schemaRef('SubscriptionName'),
  messageId: described('That SQS gave to the dead letter.', text),
  source: text,
  id: text,
  minutes: described(`${DEFAULT_MINUTES} where it is not given.`, wholeNumber(MAX_MINUTES)),
  queue: QUEUE,
  search: described('What is looked for in bodies, ids and causes.', { type: 'string' }),
  cause: described('The code of a cause; empty for those of which none is known.', { type: 'string' }),
  limit: wholeNumber(Math.min(MAX_LETTERS, MAX_ACTS)),
  before: described('Milliseconds since 1970.', wholeNumber(MAX_TIME)),
}

/** Header fields that are the endpoint's, too. */
const HEADERS: Partial<Record<ConsoleOperation, readonly string[]>> = { publish: ['Idempotency-Key'] }

/** A topic in a path is none: there is one path for each. */
export function parametersOf(operation: ConsoleOperation): readonly JsonSchema[] {
  const { path, requiredQuery = [], optionalQuery = [] }: ConsoleRoute = CONSOLE_ROUTES[operation]
  const parameter = (place: 'path' | 'query', name: string, required: boolean): JsonSchema => {
    const schema = PARAMETERS[name]
    if (!schema) throw new Error(`The parameter '${name}' has no schema: add it to console/parameters.ts.`)
    return { name, in: place, ...(required && { required }), schema }
  }
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return [
    ...inPath.filter((name) => name !== 'topic').map((name) => parameter('path', name, true)),
    ...requiredQuery.map((name) => parameter('query', name, true)),
    ...optionalQuery.map((name) => parameter('query', name, false)),
    ...(HEADERS[operation] ?? []).map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ]
}
