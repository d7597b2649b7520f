import type { Event } from '../event.ts'
import type { HttpResponse } from '../http.ts'
import type { Receipt, SendResult } from '../ports.ts'
import { Problem, type ProblemDocument } from '../problem.ts'

/** SNS has the event; no subscriber has handled it yet. */
export interface Accepted extends Receipt {
  readonly id: string
  readonly source: string
  readonly topic: string
}

/** What the caller is told of one event. */
export function outcomeOf(
  topic: string,
  { attributes: { id, source } }: Event,
  result: SendResult,
): Accepted | Problem {
  if (result.ok) {
    const { ok: _ok, ...receipt } = result
    return { id, source, topic, ...receipt }
  }
  const { code, detail, retriable } = result
  return retriable
    ? new Problem(
        'not-published',
        `SNS did not take event '${id}' (${code}: ${detail}). Send it again with the same id, or the same Idempotency-Key: that is safe.`,
      )
    : new Problem(
        'refused-by-sns',
        `SNS refused event '${id}' (${code}: ${detail}). Sending it again will not help; the operator must look at it.`,
      )
}

/** API Gateway takes URLs, and gives headers, of up to 10,240. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MAX_URL_LENGTH = 8_192

/** @throws Problem */
export function singleAnswer(result: Accepted | Problem): HttpResponse {
  if (result instanceof Problem) throw result
  const { topic, source, id } = result
  const location = `/v1/topics/${topic}/events?${new URLSearchParams({ source, id })}`
  return { status: 202, headers: location.length > MAX_URL_LENGTH ? {} : { location }, body: result }
}

/** What Lambda's 6 MB hold as base64: a request's own ids fit, and something of each refusal. */
const MAX_RESULTS_BYTES = 4_600_000

/** One result for each event, in order: 202 when all were accepted, else 207. Too many words are cut short. */
export function batchAnswer(results: readonly (Accepted | Problem)[]): HttpResponse {
  const all = results.every((result) => !(result instanceof Problem))
  const full = documentsOf(results)
  if (Buffer.byteLength(JSON.stringify(full)) <= MAX_RESULTS_BYTES) {
    return { status: all ? 202 : 207, body: { results: full } }
  }
  const brief = documentsOf(results.map((result) => (result instanceof Problem ? result.brief() : result)))
  return { status: all ? 202 : 207, body: { results: brief } }
}

const documentsOf = (results: readonly (Accepted | Problem)[]): readonly (Accepted | ProblemDocument)[] =>
  results.map((result) => (result instanceof Problem ? result.toDocument() : result))
