/** What a function's thread is started with. */
export interface ThreadData {
  /** URL of the module that holds the handler. */
  readonly moduleUrl: string
  readonly exportName: string
}

/** What is sent to a thread to run its handler once. Event and result travel as JSON, as they do in Lambda. */
export interface Invocation {
  readonly requestId: string
  readonly event: string
  readonly deadline: number
  readonly functionName: string
  readonly functionArn: string
  readonly memorySize: number
}

export interface ThrownError {
  readonly errorType: string
  readonly errorMessage: string
  readonly stack?: string
}

export type ThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly payload: string }
  | { readonly kind: 'error'; readonly error: ThrownError }
