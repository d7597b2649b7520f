/** A call of AWS's that reached the emulators' address. */
export interface ApiCall {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, unknown>>
  /** What the JSON protocols name the action by, such as `GraniteServiceVersion20100801.GetMetricData`. */
  readonly target: string
  /** Of JSON. It is read when it is asked for: other calls have other bodies. */
  readonly body: Readonly<Record<string, unknown>>
}

export interface ApiAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Actions of AWS's that the runner answers itself. Undefined: the call means something else. */
export type OwnApi = (call: ApiCall) => ApiAnswer | undefined

/** A refusal as AWS's JSON protocols write it. */
export function refused(status: number, code: string, message: string): ApiAnswer {
  return { status, body: { __type: code, message, Message: message } }
}
