import type { ConsoleAnswers } from '../../../../lib/console-api/answers.ts'

type Delivery = ConsoleAnswers['event']['deliveries'][number]

const QUICK_SECONDS = 60
const SLOW = 15

/**
 * How often to ask again what becomes of an event; undefined when there is nothing more to come. What is under way is
 * asked for often. What is dead, or was never seen, may stay so: often at first, seldom later.
 */
export function refreshSeconds(
  deliveries: readonly Pick<Delivery, 'state'>[],
  quick: number,
  secondsSinceOpened: number,
): number | undefined {
  const states = deliveries.map(({ state }) => state)
  if (states.every((state) => state === 'DONE' || state === 'RESOLVED')) return undefined
  const isUnderWay = states.some((state) => state === 'IN_PROGRESS' || state === 'FAILED')
  return isUnderWay || secondsSinceOpened < QUICK_SECONDS ? quick : Math.max(quick, SLOW)
}
