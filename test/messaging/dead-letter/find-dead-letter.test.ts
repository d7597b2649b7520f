import { expect, it } from 'vitest'
import { memoryLedger } from '../../../lib/adapters/memory/memory-ledger.ts'
import { memoryQueue } from '../../../lib/adapters/memory/memory-queue.ts'
import { findDeadLetter } from '../../../lib/messaging/dead-letter/find-dead-letter.ts'
import { toEnvelope } from '../../../lib/messaging/envelope.ts'
import type { Event } from '../../../lib/messaging/event.ts'
import { eventKey, fingerprint } from '../../../lib/messaging/fingerprint.ts'
import { fakeRandom } from '../../support/fake-clock.ts'
import { quickClock } from '../../support/quick-clock.ts'

const eventOf = (id: string): Event => ({ attributes: { id, source: '/shop', type: 'placed' } })
const bodyOf = (id: string) => toEnvelope(eventOf(id))

/** Dead letters of these events, oldest first, and one that looks for them. */
async function died(...ids: readonly string[]) {
  const clock = quickClock()
  const deadLetters = memoryQueue(clock, fakeRandom())
  const ledger = memoryLedger()
  for (const id of ids) {
    await deadLetters.send({ body: bodyOf(id), attributes: {} })
    await clock.sleep(1)
  }
  const messages = await deadLetters.receive(10, 60)
  const handles = messages.map(({ receiptHandle }) => receiptHandle)
  return {
    deps: { subscription: 'billing', deadLetters, ledger, clock },
    messages,
    clock,
    show: () => deadLetters.release(handles),
  }
}

it('a dead letter is found by the id of its message, with what the ledger says of it, and stays where it is', async () => {
  const { deps, messages, show } = await died('e-1', 'e-2')
  await show()
  await deps.ledger.insert(
    {
      ...{ eventKey: eventKey('/shop', 'e-2'), source: '/shop', id: 'e-2', type: 'placed' },
      fingerprint: fingerprint(eventOf('e-2')),
      ...{ subscription: 'billing', topic: 'orders', state: 'DEAD', attempts: 3, owner: 'o', leaseUntil: 0 },
      ...{ messageId: 'm', sentAt: 0, firstSeenAt: 0, expiresAt: 9_999_999_999, deadAt: 1 },
      cause: { code: 'LEDGER', text: 'knows' },
    },
    0,
  )
  const found = await findDeadLetter(deps, messages[1]?.messageId ?? '')
  expect(found).toMatchObject({ message: { body: bodyOf('e-2') }, cause: { code: 'LEDGER' } })
  expect(await deps.deadLetters.receive(10, 0)).toHaveLength(2)
})

it('a dead letter is looked for again when the looks of others hide it', async () => {
  const { deps, messages, clock, show } = await died('e-1')
  const sleep = async (milliseconds: number) => {
    await clock.sleep(milliseconds)
    if (clock.waits.filter((wait) => wait === milliseconds).length === 2) await show()
  }
  const found = await findDeadLetter({ ...deps, clock: { ...clock, sleep } }, messages[0]?.messageId ?? '')
  expect(found?.message.body).toBe(bodyOf('e-1'))
})

it('a dead letter that is in the hands of others for longer is not found in three looks', async () => {
  const { deps, messages, clock } = await died('e-1')
  expect(await findDeadLetter(deps, messages[0]?.messageId ?? '')).toBeUndefined()
  expect(clock.waits.slice(1)).toEqual([500, 500])
})

it('of several dead letters that are meant, the oldest is found', async () => {
  const { deps, show } = await died('e-1', 'e-2', 'e-3')
  await show()
  const isIt = ({
    event,
  }: {
    readonly event: { readonly attributes: { readonly id: string } } | undefined
  }) => event !== undefined && event.attributes.id !== 'e-1'
  const found = await findDeadLetter(deps, 'e', isIt)
  expect(found?.message.body).toBe(bodyOf('e-2'))
})
