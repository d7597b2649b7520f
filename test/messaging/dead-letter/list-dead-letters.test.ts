import { describe, expect, it } from 'vitest'
import { memoryLedger } from '../../../lib/adapters/memory/memory-ledger.ts'
import { memoryQueue } from '../../../lib/adapters/memory/memory-queue.ts'
import { HOLD_SECONDS, holdMessages as hold } from '../../../lib/messaging/dead-letter/hold-messages.ts'
import {
  type DeadLetterDependencies,
  listDeadLetters,
  releaseDeadLetters,
} from '../../../lib/messaging/dead-letter/list-dead-letters.ts'
import { toEnvelope } from '../../../lib/messaging/envelope.ts'
import type { Event } from '../../../lib/messaging/event.ts'
import { eventKey, fingerprint } from '../../../lib/messaging/fingerprint.ts'
import type { DeliveryRecord, Queue } from '../../../lib/messaging/ports.ts'
import { fakeClock, fakeRandom } from '../../support/fake-clock.ts'

const START = Date.UTC(2026, 0, 1)
const eventOf = (id: string): Event => ({ attributes: { id, source: '/shop', type: 'placed' } })
const bodyOf = (id: string) => toEnvelope(eventOf(id))
const originOf = (sentAt: number) => ({
  origin: JSON.stringify({ subscription: 'billing', messageId: 'm', sentAt, attempts: 3 }),
})
const RECORD: DeliveryRecord = {
  ...{ eventKey: eventKey('/shop', 'e-1'), source: '/shop', id: 'e-1', type: 'placed' },
  fingerprint: fingerprint(eventOf('e-1')),
  ...{ subscription: 'billing', topic: 'orders', state: 'DEAD', attempts: 3, owner: 'o', leaseUntil: 0 },
  ...{ messageId: 'm', sentAt: 0, firstSeenAt: 0, expiresAt: START / 1000 + 60, deadAt: 1 },
  cause: { code: 'LEDGER', text: 'knows' },
}

/** A dead-letter queue and its ledger in memory; `asked` has what each call of the queue asked for. */
async function desk(...records: readonly DeliveryRecord[]) {
  const clock = fakeClock(START)
  const queue = memoryQueue(clock, fakeRandom())
  const ledger = memoryLedger()
  for (const record of records) await ledger.insert(record, 0)
  const asked: (readonly [max: number, seconds: number])[] = []
  const deadLetters: Queue = {
    ...queue,
    receive(max, seconds) {
      asked.push([max, seconds])
      return queue.receive(max, seconds)
    },
  }
  const dies = (body: string, attributes: Readonly<Record<string, string>> = {}) =>
    queue.send({ body, attributes })
  const visible = () => queue.receive(100, 0)
  return { deps: { subscription: 'billing', deadLetters, ledger, clock }, clock, asked, dies, visible }
}

const holdMessages = async ({ deadLetters }: Pick<DeadLetterDependencies, 'deadLetters'>, limit: number) =>
  (await hold(deadLetters, limit)).messages
const list = async (deps: DeadLetterDependencies) => (await listDeadLetters(deps, 10)).letters

describe('dead letters', () => {
  it('are taken into hand ten at a time, no more than asked for, and hidden from others for two minutes', async () => {
    const { deps, asked, dies, visible, clock } = await desk()
    for (let index = 0; index < 25; index += 1) await dies(bodyOf(`e-${index}`))
    expect(await holdMessages(deps, 12)).toHaveLength(12)
    expect(asked).toEqual([
      [10, HOLD_SECONDS],
      [2, HOLD_SECONDS],
    ])
    expect(await visible()).toHaveLength(13)
    await clock.advance(120_000)
    expect(await visible()).toHaveLength(25)
  })

  it('are all taken when there are fewer', async () => {
    const { deps, dies } = await desk()
    for (let index = 0; index < 3; index += 1) await dies(bodyOf(`e-${index}`))
    expect(await holdMessages(deps, 100)).toHaveLength(3)
    expect(await holdMessages(deps, 100)).toEqual([])
  })

  it('are shown to others again when they are released', async () => {
    const { deps, dies, visible } = await desk()
    for (const id of ['a', 'b']) await dies(bodyOf(id))
    const [first, ...rest] = await holdMessages(deps, 10)
    await releaseDeadLetters(
      deps,
      rest.map((message) => ({ message })),
    )
    expect((await visible()).map(({ body }) => body)).toEqual([bodyOf('b')])
    expect(first?.body).toBe(bodyOf('a'))
  })

  it('stay where they are when they are listed', async () => {
    const { deps, dies, visible } = await desk()
    await dies(bodyOf('a'))
    expect(await list(deps)).toHaveLength(1)
    expect(await visible()).toHaveLength(1)
  })

  it('are a part when the limit ends the list, and all when nothing is left to show', async () => {
    const { deps, dies } = await desk()
    for (const id of ['a', 'b', 'c']) await dies(bodyOf(id))
    expect(await listDeadLetters(deps, 2)).toMatchObject({ letters: { length: 2 }, isPart: true })
    expect(await listDeadLetters(deps, 4)).toMatchObject({ letters: { length: 3 }, isPart: false })
  })

  it('come oldest first, by when their events first reached the queue', async () => {
    const { deps, dies } = await desk()
    await dies('youngest')
    await dies('middle', originOf(START - 1_000))
    await dies('oldest', originOf(START - 2_000))
    const letters = await list(deps)
    expect(letters.map(({ message }) => message.body)).toEqual(['oldest', 'middle', 'youngest'])
    expect(letters.map(({ sentAt }) => sentAt)).toEqual([START - 2_000, START - 1_000, START])
  })
})

describe('a dead letter is shown', () => {
  it('with its own cause and attempts, and the word of the ledger', async () => {
    const { deps, dies } = await desk({ ...RECORD, subscription: 'other', owner: 'x' }, RECORD)
    await dies(bodyOf('e-1'), { cause: 'CODE: why', ...originOf(5) })
    expect(await list(deps)).toMatchObject([
      {
        event: { attributes: { id: 'e-1' } },
        cause: { code: 'CODE', text: 'why' },
        ...{ attempts: 3, sentAt: 5, delivery: RECORD },
      },
    ])
  })

  it('without the word of the ledger on another event that has its id', async () => {
    const { deps, dies } = await desk({ ...RECORD, fingerprint: 'of another' }, RECORD)
    await dies(bodyOf('e-1'), originOf(0))
    expect(await list(deps)).toMatchObject([{ delivery: undefined, cause: undefined }])
  })

  it('with the cause that the ledger knows, when SQS itself moved it', async () => {
    const { deps, dies } = await desk(RECORD)
    await dies(bodyOf('e-1'))
    const [letter] = await list(deps)
    expect(letter).toMatchObject({ cause: RECORD.cause, attempts: undefined, sentAt: START })
  })

  it('without the word of another subscription', async () => {
    const { deps, dies } = await desk({ ...RECORD, subscription: 'other' })
    await dies(bodyOf('e-1'))
    expect((await list(deps))[0]).toMatchObject({ cause: undefined, delivery: undefined })
  })

  it('without what the ledger has forgotten', async () => {
    const { deps, dies, clock } = await desk(RECORD)
    await clock.advance(61_000)
    await dies(bodyOf('e-1'))
    expect((await list(deps))[0]).toMatchObject({ delivery: undefined })
  })

  it('though its body is no event', async () => {
    const { deps, dies } = await desk()
    await dies('no event')
    const unknown = { event: undefined, cause: undefined, attempts: undefined, delivery: undefined }
    expect((await list(deps))[0]).toMatchObject({ ...unknown, message: { body: 'no event' } })
  })
})
