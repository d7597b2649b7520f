import type { Traffic } from '../../../lib/console-api/answers.ts'
import { summedValues, type Wanted } from './values.ts'

/** The last period is still being filled, and what happened in it may be written a little later: one is too few. */
const PERIODS = 3

/** How often it happens a second, as of now: over the last periods, of the last one only the part that is over. */
export function rateOf(traffic: Traffic | undefined, wanted: Wanted, now: number): number | undefined {
  if (traffic === undefined) return undefined
  const values = summedValues(traffic, wanted)
  const counted = values.slice(-PERIODS)
  if (counted.length === 0) return 0
  const period = traffic.periodSeconds
  const begun = traffic.from / 1_000 + (values.length - counted.length) * period
  const seconds = Math.min(Math.max(now / 1_000 - begun, period), counted.length * period)
  return counted.reduce<number>((total, value) => total + (value ?? 0), 0) / seconds
}
