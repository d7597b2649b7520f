/** A failed invocation, with the fields that Lambda answers for one. */
export class FunctionError extends Error {
  readonly errorType: string
  readonly errorMessage: string

  constructor(errorType: string, errorMessage: string, stack?: string) {
    super(errorMessage)
    this.name = 'FunctionError'
    this.errorType = errorType
    this.errorMessage = errorMessage
    if (stack !== undefined) this.stack = stack
  }
}
