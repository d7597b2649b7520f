import type { Clock } from '../ports.ts'

const LOOKS = 3
const PAUSE_MILLISECONDS = 500

interface Looking<Found> {
  look(): Promise<Found>
  isEnough(found: Found): boolean
  /** Shows to others what was not enough, before the next look. */
  letGo?(found: Found): Promise<void>
}

/** Whoever else looks hides letters for a moment: what is lacking is looked for three times, half a second apart. */
export async function lookAgain<Found>(
  clock: Pick<Clock, 'sleep'>,
  { look, isEnough, letGo }: Looking<Found>,
): Promise<Found> {
  for (let looks = 1; ; looks += 1) {
    const found = await look()
    if (looks === LOOKS || isEnough(found)) return found
    await letGo?.(found)
    await clock.sleep(PAUSE_MILLISECONDS)
  }
}
