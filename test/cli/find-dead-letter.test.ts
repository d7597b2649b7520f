import { expect, it } from 'vitest'
import { memoryLedger } from '../../lib/adapters/memory/memory-ledger.ts'
import { memoryQueue } from '../../lib/adapters/memory/memory-queue.ts'
import { findDeadLetter } from '../../lib/cli/find-dead-letter.ts'
import { UsageError } from '../../lib/cli/usage-error.ts'
import { toEnvelope } from '../../lib/messaging/envelope.ts'
import { fakeRandom } from '../support/fake-clock.ts'
import { quickClock } from '../support/quick-clock.ts'

const body = toEnvelope({ attributes: { id: 'order-17', source: '/shop', type: 'placed' } })

/** A dead letter that another look hides until `clock` has slept once. */
async function hidden() {
  const clock = quickClock()
  const deadLetters = memoryQueue(clock, fakeRandom())
  await deadLetters.send({ body, attributes: {} })
  const [held] = await deadLetters.receive(1, 60)
  const sleep = () => deadLetters.release([held?.receiptHandle ?? ''])
  const deps = { subscription: 'billing', deadLetters, ledger: memoryLedger(), clock: { ...clock, sleep } }
  return { deps, messageId: held?.messageId ?? '' }
}

it('a dead letter is found by the id of its event or its message, though another look hides it for a moment', async () => {
  const one = await hidden()
  expect((await findDeadLetter(one.deps, 'order-17')).message.body).toBe(body)
  const other = await hidden()
  expect((await findDeadLetter(other.deps, other.messageId)).message.body).toBe(body)
})

it('a dead letter that there is not is missed with words', async () => {
  const { deps } = await hidden()
  const missing = findDeadLetter(deps, 'order-18')
  await expect(missing).rejects.toThrow(UsageError)
  await expect(missing).rejects.toThrow(
    "billing has no dead letter 'order-18'. See them all: npx omnibus dead-letters list billing",
  )
})
