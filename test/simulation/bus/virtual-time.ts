interface Timer {
  readonly at: number
  readonly serial: number
  readonly wake: () => void
}

/** Time that passes only when nothing is left to do at this moment. Everything that waits, waits here. */
export class VirtualTime {
  now = Date.UTC(2026, 0, 1)
  private readonly timers: Timer[] = []
  private serial = 0

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      this.serial += 1
      const timer = { at: this.now + Math.max(0, milliseconds), serial: this.serial, wake: resolve }
      this.insert(timer)
      signal?.addEventListener('abort', () => this.cancel(timer), { once: true })
    })
  }

  /** Lets time pass until `isOver`, for at most so many simulated milliseconds. */
  async runUntil(isOver: () => boolean, limit: number): Promise<void> {
    const end = this.now + limit
    await turn()
    while (!isOver()) {
      const next = this.timers.shift()
      if (!next) throw new Error('Nothing waits any more, and it is not over.')
      if (next.at > end) throw new Error('It is not over in time.')
      this.now = Math.max(this.now, next.at)
      next.wake()
      await turn()
    }
  }

  /** Lets time pass in which nobody does anything. */
  jump(milliseconds: number): void {
    this.now += milliseconds
  }

  private cancel(timer: Timer): void {
    const position = this.timers.indexOf(timer)
    if (position < 0) return
    this.timers.splice(position, 1)
    timer.wake()
  }

  /** Kept in order, by bisection. */
  private insert(timer: Timer): void {
    let low = 0
    let high = this.timers.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.timers[middle] as Timer
      if (other.at < timer.at || (other.at === timer.at && other.serial < timer.serial)) low = middle + 1
      else high = middle
    }
    this.timers.splice(low, 0, timer)
  }
}

/** Everything that is ready runs, and nothing else. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
