/**
 * A call that a handler makes of its context. Whoever waits for it meets its failure there. A handler that does not, does
 * not end the process by it, and with that its neighbours in the batch: who closes the delivery asks what was not heard.
 */
export class ContextCall extends Promise<void> {
  #isOver = false
  #isHeard = false

  /** What `then` makes of it is a promise like any other. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }

  static begin(run: () => Promise<void>): ContextCall {
    const call = new ContextCall((resolve) => resolve(Promise.try(run)))
    const end = (): void => {
      call.#isOver = true
    }
    void Promise.prototype.then.call(call, end, end)
    return call
  }

  get isUnderWay(): boolean {
    return !this.#isOver
  }

  /** Whether somebody waits for it, or did: `await` asks for `then`, too. */
  get isHeard(): boolean {
    return this.#isHeard
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise, whose own it overrides
  override then<Done, Failed>(...given: Parameters<Promise<void>['then']>): Promise<Done | Failed> {
    this.#isHeard = true
    return super.then(...given) as Promise<Done | Failed>
  }
}
