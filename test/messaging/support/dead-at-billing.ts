import { toEnvelope } from '../../../lib/messaging/envelope.ts'
import { memoryDesk } from './memory-desk.ts'

/** When the clock of this desk begins; it goes on by a millisecond with each look. */
export const BEGINNING = 1_000_000

/** A desk whose `billing` has dead the events `e-0`, `e-1`, … of these causes, undefined for none, and what redrives them. */
export async function deadAtBilling(...causes: readonly (string | undefined)[]) {
  const desk = memoryDesk()
  const { queue, deadLetterQueue: deadLetters } = desk.subscription('billing')
  for (const [index, cause] of causes.entries()) {
    const attributes = { id: `e-${index}`, source: '/shop', type: 'placed' }
    const body = toEnvelope({ attributes, data: { json: '{"n":1}' } })
    await deadLetters.send({ body, attributes: cause === undefined ? {} : { cause } })
  }
  let now = BEGINNING
  const clock = { now: () => now++, sleep: () => Promise.resolve() }
  const deps = { ...desk, subscription: 'billing', queue, deadLetters, clock }
  return { deps, queue, deadLetters, audit: desk.audit }
}
