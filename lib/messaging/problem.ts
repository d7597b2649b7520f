import { bounded } from './printable.ts'

/** One fault inside a document. `pointer` is a JSON Pointer into it. */
export interface ProblemError {
  readonly pointer: string
  readonly detail: string
}

/** The kinds of refusal: each has one stable `type` URI, one title and one status. */
export const PROBLEM_KINDS = {
  'malformed-request': { status: 400, title: 'The request cannot be read' },
  'invalid-event': { status: 400, title: 'The event is not valid' },
  unauthorized: { status: 401, title: 'Not signed in' },
  forbidden: { status: 403, title: 'Not allowed' },
  'unknown-topic': { status: 404, title: 'There is no such topic' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'in-progress': { status: 409, title: 'The same request is still at work' },
  'too-large': { status: 413, title: 'Too large' },
  'unsupported-content-type': { status: 415, title: 'The content type is not supported' },
  'key-reused': { status: 422, title: 'The idempotency key belongs to another request' },
  throttled: { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'Something went wrong here' },
  'refused-by-sns': { status: 502, title: 'SNS refused the event' },
  unavailable: { status: 503, title: 'Not now' },
  'not-published': { status: 503, title: 'The event may not have been published' },
} as const

export type ProblemKind = keyof typeof PROBLEM_KINDS

/** The kinds that may pass by themselves: their answers say when to come back. */
export const PASSING_KINDS: readonly ProblemKind[] = [
  'in-progress',
  'throttled',
  'unavailable',
  'not-published',
]

export const problemType = (kind: ProblemKind): string => `urn:omnibus:problem:${kind}`

/** @see https://www.rfc-editor.org/rfc/rfc9457 */
export interface ProblemDocument {
  readonly type: string
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly errors?: readonly ProblemError[]
}

/** However much of a hostile request an error quotes, its answer stays small. */
const MAX_TEXT_LENGTH = 1_000
const MAX_ERRORS = 20
const BRIEF_TEXT_LENGTH = 60

/** A refusal, in words that say what to do. Nothing was published, unless the kind says `may`. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly kind: ProblemKind
  readonly errors: readonly ProblemError[]

  constructor(
    kind: ProblemKind,
    detail: string,
    errors: readonly ProblemError[] = [],
    options?: ErrorOptions,
  ) {
    super(bounded(detail, MAX_TEXT_LENGTH), options)
    this.kind = kind
    this.errors = errors.slice(0, MAX_ERRORS).map((error) => ({
      pointer: bounded(error.pointer, MAX_TEXT_LENGTH),
      detail: bounded(error.detail, MAX_TEXT_LENGTH),
    }))
  }

  get status(): number {
    return PROBLEM_KINDS[this.kind].status
  }

  /** The same in few words: the beginning of the detail, and the first error. */
  brief(): Problem {
    const cut = (text: string): string => bounded(text, BRIEF_TEXT_LENGTH)
    const errors = this.errors.slice(0, 1).map(({ pointer, detail }) => ({
      pointer: cut(pointer),
      detail: cut(detail),
    }))
    return new Problem(this.kind, cut(this.message), errors, { cause: this.cause })
  }

  toDocument(): ProblemDocument {
    return {
      type: problemType(this.kind),
      status: this.status,
      title: PROBLEM_KINDS[this.kind].title,
      detail: this.message,
      ...(this.errors.length > 0 ? { errors: this.errors } : {}),
    }
  }
}
