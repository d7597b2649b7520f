import type { Random } from '../../../lib/messaging/ports.ts'

export interface SeededRandom extends Random {
  /** Whether something of this probability happens. */
  chance(probability: number): boolean
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number
  pick<T>(choices: readonly T[]): T
}

/** The same numbers for the same seed. A linear congruential generator of 48 bits, as in POSIX drand48. */
export function seededRandom(seed: number): SeededRandom {
  let state = (BigInt(seed) << 16n) + 0x330en
  const fraction = (): number => {
    state = (state * 0x5deece66dn + 0xbn) & 0xffff_ffff_ffffn
    return Number(state) / 2 ** 48
  }
  for (let warmUp = 0; warmUp < 8; warmUp += 1) fraction()
  const below = (limit: number): number => Math.floor(fraction() * limit)
  let count = 0
  return {
    fraction,
    below,
    chance: (probability) => fraction() < probability,
    pick: <T>(choices: readonly T[]) => choices[below(choices.length)] as T,
    uuid: () => {
      count += 1
      return `${seed}-${count}`
    },
  }
}
