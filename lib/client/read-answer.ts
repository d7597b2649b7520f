import { isProblemDocument, type ProblemDocument } from './problem-document.ts'
import type { Failure } from './publish-error.ts'
import type { PublishRequest } from './publish-request.ts'
import type { Accepted } from './publish-result.ts'

/** What one attempt says of one event. */
export type Outcome = Accepted | Failure

/** Besides 5xx: too slow, still at work under the same key, too early, too many. */
const RETRIABLE = [408, 409, 425, 429]
/** Refusals for now that come before anything is published. */
const TOO_MANY_REQUESTS = 429
const UNAVAILABLE = 'urn:omnibus:problem:unavailable'
/** For the operator of the bus to mend; a repetition gets the same. */
const REFUSED_BY_SNS = 'urn:omnibus:problem:refused-by-sns'

/** One outcome for each event of the request, in order. A refusal of the whole request is that of each. */
export async function readAnswer(
  response: Response,
  { isBatch, callKeys }: PublishRequest,
): Promise<readonly Outcome[]> {
  const document = asJson(await response.text())
  const retryAfter = retryAfterSeconds(response.headers)
  if (!response.ok) {
    const problem = isProblemDocument(document) ? document : undefined
    return callKeys.map(() => refusal(response.status, problem, retryAfter))
  }
  const results = isBatch ? (document as { results?: unknown } | undefined)?.results : [document]
  if (!Array.isArray(results) || results.length !== callKeys.length) {
    return callKeys.map(() => strange(response.status))
  }
  return results.map((result: unknown): Outcome => {
    if (isReceipt(result)) return { ...result, accepted: true }
    return isProblemDocument(result) ? refusal(result.status, result, retryAfter) : strange(response.status)
  })
}

function refusal(status: number, problem: ProblemDocument | undefined, retryAfterSeconds: number): Failure {
  const mayPass = status >= 500 || RETRIABLE.includes(status)
  const retriable = mayPass && problem?.type !== REFUSED_BY_SNS
  return {
    accepted: false,
    status,
    reason: 'The answer does not say why. Check that the url is that of the bus.',
    ...(problem === undefined ? {} : { problem }),
    retriable,
    mayBePublished: retriable && status !== TOO_MANY_REQUESTS && problem?.type !== UNAVAILABLE,
    retryAfterSeconds,
  }
}

function strange(status: number): Failure {
  const reason = 'The answer is not one of a bus. Check the url.'
  return { accepted: false, status, reason, retriable: false, mayBePublished: true }
}

function isReceipt(value: unknown): value is Omit<Accepted, 'accepted'> {
  const { id, source, topic, messageId } = (value ?? {}) as Record<string, unknown>
  return [id, source, topic, messageId].every((text) => typeof text === 'string')
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Seconds, or a date by the clock of who wrote it; 0 when nothing is asked for. */
function retryAfterSeconds(headers: Headers): number {
  const asked = headers.get('retry-after') ?? ''
  if (/^\d+$/.test(asked)) return Number(asked)
  const seconds = (Date.parse(asked) - Date.parse(headers.get('date') ?? '')) / 1_000
  return Math.max(0, seconds || 0)
}
