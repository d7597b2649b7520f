import { quote } from '../messaging/printable.ts'
import { Problem } from '../messaging/problem.ts'
import type { ConsoleRequest } from './dependencies.ts'

/**
 * A whole number of the query, from 1 to `most`.
 * @throws Problem
 */
export function wholeNumberIn(
  { query }: ConsoleRequest,
  name: string,
  { most, otherwise }: { readonly most: number; readonly otherwise: number },
): number {
  const text = query[name]
  if (text === undefined) return otherwise
  const value = /^\d{1,15}$/.test(text) ? Number(text) : 0
  if (value >= 1 && value <= most) return value
  throw new Problem('malformed-request', `${name} is ${quote(text)}. Give a whole number from 1 to ${most}.`)
}

/**
 * A parameter without which nothing can be said.
 * @throws Problem
 */
export function requiredIn({ query }: ConsoleRequest, name: string): string {
  const text = query[name]
  if (text) return text
  throw new Problem('malformed-request', `The query lacks ${name}.`)
}

/**
 * Which queue is meant.
 * @throws Problem
 */
export function queueIn({ query: { queue } }: ConsoleRequest): 'undelivered' | undefined {
  if (queue === undefined) return undefined
  if (queue === 'undelivered') return queue
  const advice = "Give 'undelivered' for what SNS could not deliver, or leave it out."
  throw new Problem('malformed-request', `queue is ${quote(queue)}. ${advice}`)
}
