import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Clock, Random } from '../messaging/ports.ts'

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    // The only rejection of a timer is its abortion, which a caller reads from the signal.
    await setTimeout(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined)
  },
}

export const systemRandom: Random = {
  fraction: () => Math.random(),
  uuid: () => randomUUID(),
}
