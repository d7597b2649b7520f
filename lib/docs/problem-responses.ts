import { PASSING_KINDS, PROBLEM_KINDS, type ProblemKind, problemType } from '../messaging/problem.ts'
import { type JsonSchema, schemaRef } from './json-schema.ts'

/** @see https://www.rfc-editor.org/rfc/rfc9457 */
export const PROBLEM_SCHEMA: JsonSchema = {
  description: 'A problem document (RFC 9457): what is wrong and what to do.',
  type: 'object',
  required: ['type', 'title', 'detail'],
  properties: {
    type: { enum: Object.keys(PROBLEM_KINDS).map((kind) => problemType(kind as ProblemKind)) },
    status: { type: 'integer' },
    title: { type: 'string' },
    detail: { type: 'string' },
    errors: {
      description: 'What is wrong where, by JSON Pointers into the event.',
      type: 'array',
      maxItems: 20,
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
      },
    },
    requestId: { description: 'What the operator finds it by in the logs.', type: 'string' },
  },
}

/** Statuses of API Gateway for a function that failed or took too long, besides the kind's own. */
const OTHER_STATUSES: Partial<Record<ProblemKind, readonly number[]>> = { 'internal-error': [502, 504] }

const RETRY_AFTER = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer', minimum: 0 } } }

/** @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
const RATE_LIMIT = {
  RateLimit: { description: 'What is left, and until when.', schema: { type: 'string' } },
  'RateLimit-Policy': { description: 'What the stage lets through.', schema: { type: 'string' } },
}

/** Components: one response for each status, with the kinds of problem that have it. */
export const PROBLEM_RESPONSES: Readonly<Record<string, JsonSchema>> = Object.fromEntries(
  [...kindsByStatus()].map(([status, kinds]) => [`Problem${status}`, problemResponse(kinds)]),
)

/** What any operation may answer, if not the function then API Gateway itself. */
const ANYWHERE = [400, 403, 413, 429, 500, 502, 504]

/** The refusals of an operation: those of its own and those that any may answer. */
export function problemResponses(...own: readonly number[]): Readonly<Record<string, JsonSchema>> {
  const statuses = [...ANYWHERE, ...own]
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]),
  )
}

function kindsByStatus(): ReadonlyMap<number, readonly ProblemKind[]> {
  const pairs = Object.entries(PROBLEM_KINDS).flatMap(([name, { status }]) => {
    const kind = name as ProblemKind
    return [status, ...(OTHER_STATUSES[kind] ?? [])].map((each) => ({ kind, status: each }))
  })
  return new Map(
    [...Map.groupBy(pairs, ({ status }) => status)].map(([status, group]) => [
      status,
      group.map(({ kind }) => kind),
    ]),
  )
}

function problemResponse(kinds: readonly ProblemKind[]): JsonSchema {
  const headers = {
    ...(kinds.some((kind) => PASSING_KINDS.includes(kind)) && RETRY_AFTER),
    ...(kinds.includes('throttled') && RATE_LIMIT),
  }
  const types = kinds.map(problemType)
  const schema = { allOf: [schemaRef('Problem')], properties: { type: { enum: types } } }
  return {
    description: kinds.map((kind) => `${PROBLEM_KINDS[kind].title}.`).join(' '),
    ...(Object.keys(headers).length > 0 && { headers }),
    content: { 'application/problem+json': { schema } },
  }
}
