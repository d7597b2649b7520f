import type { ProblemDocument } from './problem-document.ts'

/** Why an attempt has failed, and what that means. */
export interface Failure {
  readonly accepted: false
  /** What happened, where there is no problem document. */
  readonly reason: string
  /** Of the answer, or of the event's entry in it. */
  readonly status?: number
  readonly problem?: ProblemDocument
  /** The same request may succeed later. */
  readonly retriable: boolean
  /** Nobody knows whether SNS has the event. */
  readonly mayBePublished: boolean
  readonly retryAfterSeconds?: number
  readonly cause?: unknown
}

/** The call that has failed. */
interface FailedCall {
  readonly topic: string
  readonly key: string
  readonly attempts: number
}

/** An event was not published, or nobody knows. The message says why and what to do. */
export class PublishError extends Error {
  override readonly name = 'PublishError'
  readonly topic: string
  /** Requests that were made. */
  readonly attempts: number
  /** HTTP's; undefined when there was no answer. */
  readonly status: number | undefined
  /** The endpoint's own words, when it had any. */
  readonly problem: ProblemDocument | undefined
  /** True when the same may succeed later. */
  readonly retriable: boolean
  /** True when nobody knows whether SNS has the event. Publish it again with the same idempotency key: that is safe. */
  readonly mayBePublished: boolean
  /** Of the call: with it, the same event can be published again without becoming two. */
  readonly idempotencyKey: string

  constructor(failure: Failure, { topic, key, attempts }: FailedCall) {
    const { status, problem, retriable, mayBePublished, cause } = failure
    super(sentences(failure, topic, attempts), cause === undefined ? {} : { cause })
    this.topic = topic
    this.attempts = attempts
    this.status = status
    this.problem = problem
    this.retriable = retriable
    this.mayBePublished = mayBePublished
    this.idempotencyKey = key
  }
}

function sentences(
  { reason, status, problem, retriable, mayBePublished }: Failure,
  topic: string,
  attempts: number,
): string {
  const answer = status === undefined ? '' : ` (${status})`
  const said = problem?.detail ?? reason
  const faults = problem?.errors?.filter(({ detail }) => !said.includes(detail)) ?? []
  const pointers = faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ')
  const what = pointers === '' ? said : `${said} ${pointers}.`
  const tries = attempts > 1 ? ` after ${attempts} attempts` : ''
  return `Publishing to '${topic}' failed${tries}${answer}: ${what}${advice(retriable, mayBePublished)}`
}

function advice(retriable: boolean, mayBePublished: boolean): string {
  if (mayBePublished) {
    return ' Whether it was published is not known: publish it again with the same idempotency key, that is safe.'
  }
  return retriable ? ' Nothing was published: send it again later.' : ' Nothing was published.'
}
