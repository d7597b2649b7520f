import type { EventRequest } from './requests.ts'

/** What a handler is given. Data is one of parsed JSON or text, and bytes; left out where there must be none. */
export interface Expected {
  /** An attribute that is undefined must be absent. */
  readonly attributes?: Readonly<Record<string, unknown>>
  readonly value?: unknown
  /** JSON as it was written. */
  readonly dataText?: string
  readonly bytes?: Uint8Array
}

/** A rule of the specification that lets an event through, and what the handler is given of it. */
export interface AcceptedRow {
  /** Document and heading, below https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/ */
  readonly clause: string
  readonly fact: string
  readonly request: EventRequest
  readonly expected: Expected
}

/** A rule that keeps an event out, and what of the event is to blame: nothing of it where the request is. */
export interface RefusedRow {
  readonly clause: string
  readonly fact: string
  readonly request: EventRequest
  readonly status: 400 | 413 | 415
  readonly pointer?: string
}

export const accepts = (
  clause: string,
  fact: string,
  request: EventRequest,
  expected: Expected = {},
): AcceptedRow => ({ clause, fact, request, expected })

export const refuses = (
  clause: string,
  fact: string,
  request: EventRequest,
  pointer: string,
): RefusedRow => ({
  clause,
  fact,
  request,
  status: 400,
  pointer,
})

export const refusesRequest = (
  clause: string,
  fact: string,
  request: EventRequest,
  status: RefusedRow['status'] = 400,
): RefusedRow => ({ clause, fact, request, status })

/** Rows with the names under which a test reports them. */
export const named = <Row extends { readonly clause: string; readonly fact: string }>(
  rows: readonly Row[],
): (readonly [name: string, row: Row])[] => rows.map((row) => [`${row.clause}: ${row.fact}`, row])
