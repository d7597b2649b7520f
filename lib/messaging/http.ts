import { Problem } from './problem.ts'

/** An HTTP request as the domain sees it, whoever carried it. */
export interface HttpRequest {
  /** Lower-case names, by `headerFields`. */
  readonly headers: Readonly<Record<string, string>>
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /**
   * Who calls, verified: the ARN of a role or user without its session, or `local` at home. Where IAM does not know who
   * calls, a name, which must come to no topic with `principals`.
   */
  readonly principal: string
  /** How long the answer may take, at most. */
  readonly remainingMilliseconds: number
}

export interface HttpResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Written as JSON. */
  readonly body?: unknown
}

/** Fields with one meaning: to have them twice is a contradiction, and a joined value would be a third one. */
const SINGLE = /^(?:content-type|idempotency-key|ce-.*)$/

/**
 * Header fields by lower-case name, the values of one name joined.
 * @throws Problem
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.3
 */
export function headerFields(fields: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  const pairs = Object.entries(fields).flatMap(([name, values]) =>
    values.map((value) => ({ name: name.toLowerCase(), value })),
  )
  const groups = Map.groupBy(pairs, ({ name }) => name)
  for (const [name, { length }] of groups) {
    if (length > 1 && SINGLE.test(name)) {
      throw new Problem('malformed-request', `The header ${name} is there ${length} times. Send it once.`, [
        { pointer: pointerOf(name), detail: 'is there more than once' },
      ])
    }
  }
  return Object.fromEntries(
    [...groups].map(([name, group]) => [name, group.map(({ value }) => value).join(', ')]),
  )
}

/** The member of the event that a header field stands for, else the request as a whole. */
function pointerOf(name: string): string {
  if (name === 'content-type') return '/datacontenttype'
  return name.startsWith('ce-') ? `/${name.slice('ce-'.length)}` : ''
}
