/** Thrown by a handler when no repetition can help: the event becomes a dead letter at once, with this as its cause. */
export class NonRetriableError extends Error {
  override readonly name: string = 'NonRetriableError'
}

/**
 * Thrown by a handler that knows when to come back: the next attempt starts after `seconds`. At most 11 h 40 min, or 3½ days
 * divided by the subscription's `maxAttempts` where that is less, so that its queue keeps the event until the last of them.
 */
export class RetryAfter extends Error {
  override readonly name = 'RetryAfter'
  readonly seconds: number

  constructor(
    seconds: number,
    message = `The handler asked to be tried again after ${seconds} s.`,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.seconds = seconds
  }
}

/** A condition of an item passed to `ctx.commit()` did not hold. Nothing was written. */
export class CommitRefused extends Error {
  override readonly name = 'CommitRefused'
  /** The position of the item in the call. */
  readonly index: number

  constructor(index: number) {
    super(`The condition of item ${index} of the commit did not hold; nothing was written.`)
    this.index = index
  }
}

/** Another delivery took this event over, since this one outlived its lease. Nothing was written. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'

  constructor() {
    super('Another delivery of this event has taken it over; nothing was written.')
  }
}

/** A handler used its context in an order that could lose or repeat work. */
export class ContextMisuse extends Error {
  override readonly name = 'ContextMisuse'
}
