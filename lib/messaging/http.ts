/** An HTTP request as the domain sees it, whoever carried it. */
export interface HttpRequest {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Who calls, verified: the ARN of a role or user without its session, or `local` at home. */
  readonly principal: string
  /** How long the answer may take, at most. */
  readonly remainingMilliseconds: number
}

export interface HttpResponse {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Written as JSON. */
  readonly body: unknown
}
