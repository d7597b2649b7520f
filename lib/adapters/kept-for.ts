import type { Clock } from '../messaging/ports.ts'

/** Makes something anew once the last one is that old. What could not be made is made again for the next who asks. */
export function keptFor<T>(milliseconds: number, clock: Clock, make: () => Promise<T>): () => Promise<T> {
  let kept: { readonly made: Promise<T>; readonly until: number } | undefined
  return () => {
    if (kept && clock.now() < kept.until) return kept.made
    const made = make()
    const mine = { made, until: clock.now() + milliseconds }
    kept = mine
    made.catch(() => {
      if (kept === mine) kept = undefined
    })
    return made
  }
}
