import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryPublisher } from '../../../lib/adapters/memory/memory-publisher.ts'
import type { OutgoingMessage, Publisher, SendResult } from '../../../lib/messaging/ports.ts'
import { sendMessages } from '../../../lib/messaging/publish/send-messages.ts'
import { messageBytes } from '../../../lib/messaging/route/outgoing-message.ts'
import { fakeRandom } from '../../support/fake-clock.ts'

const message = (body: string, groupId?: string): OutgoingMessage => ({
  body,
  attributes: { type: 't' },
  ...(groupId === undefined ? {} : { groupId }),
})

/** Pauses take no time here, and `timeLeft` says how many there may be. */
const send = (
  publisher: Publisher,
  ordered: boolean,
  messages: readonly OutgoingMessage[],
  timeLeft = Number.POSITIVE_INFINITY,
) => {
  const clock = { now: () => 0, sleep: () => Promise.resolve() }
  const { signal } = new AbortController()
  const destination = { topic: 'orders', ordered, retryUntil: timeLeft, signal }
  return sendMessages({ publisher, clock, random: fakeRandom() }, destination, messages)
}

/** Refuses the bodies that it is told to, and keeps every call. */
function recordingPublisher(refused: readonly string[] = []) {
  const calls: OutgoingMessage[][] = []
  let atATime = 0
  let most = 0
  const publisher: Publisher = {
    async publish(_topic, messages) {
      calls.push([...messages])
      atATime += 1
      most = Math.max(most, atATime)
      await Promise.resolve()
      atATime -= 1
      return messages.map(({ body }): SendResult => {
        if (refused.includes(body)) return { ok: false, retriable: true, code: 'InternalError', detail: 'x' }
        return { ok: true, messageId: `m-${body.slice(0, 20)}` }
      })
    },
  }
  return { publisher, calls, most: () => most }
}

const anySizes = fc.array(fc.oneof(fc.nat(2_000), fc.integer({ min: 20_000, max: 250_000 })), {
  maxLength: 40,
})

describe('sending messages', () => {
  it('puts every message in exactly one call, in order, ten and 256 KiB at most', async () => {
    await fc.assert(
      fc.asyncProperty(anySizes, fc.boolean(), async (sizes, ordered) => {
        const messages = sizes.map((size, index) => message(`${index}:${'x'.repeat(size)}`, `g${index}`))
        const { publisher, calls } = recordingPublisher()
        const results = await send(publisher, ordered, messages)
        expect(calls.flat()).toEqual(messages)
        for (const call of calls) {
          expect(call.length).toBeLessThanOrEqual(10)
          expect(call.reduce((sum, each) => sum + messageBytes(each), 0)).toBeLessThanOrEqual(256 * 1024)
        }
        expect(results.map((result) => result.ok && result.messageId)).toEqual(
          messages.map(({ body }) => `m-${body.slice(0, 20)}`),
        )
      }),
      { numRuns: 50 },
    )
  })

  it('makes no call that another could have held', async () => {
    const { publisher, calls } = recordingPublisher()
    await send(
      publisher,
      false,
      Array.from({ length: 25 }, (_, index) => message(`${index}`)),
    )
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 5])
  })

  it('makes up to ten calls at a time on a standard topic, and one on an ordered one', async () => {
    const messages = Array.from({ length: 300 }, (_, index) => message(`${index}`, 'g'))
    const standard = recordingPublisher()
    await send(standard.publisher, false, messages)
    expect(standard.most()).toBe(10)
    const ordered = recordingPublisher()
    await send(ordered.publisher, true, messages)
    expect(ordered.most()).toBe(1)
  })

  it('sends no later message of a group after one that failed, and all of the other groups', async () => {
    const messages = Array.from({ length: 30 }, (_, index) => message(`${index}`, index % 2 ? 'odd' : 'even'))
    const { publisher, calls } = recordingPublisher(['9'])
    const results = await send(publisher, true, messages, 0)
    const sent = calls.flat().map(({ body }) => Number(body))
    expect(sent.filter((index) => index % 2 === 1)).toEqual([1, 3, 5, 7, 9])
    expect(sent.filter((index) => index % 2 === 0)).toHaveLength(15)
    expect(results[9]).toMatchObject({ ok: false, code: 'InternalError' })
    expect(results[11]).toMatchObject({ ok: false, retriable: true, code: 'HeldBack' })
    expect(results[29]).toMatchObject({ code: 'HeldBack' })
    expect(results.filter(({ ok }) => ok)).toHaveLength(19)
  })

  it('sends the rest after a failure on a standard topic', async () => {
    const messages = Array.from({ length: 30 }, (_, index) => message(`${index}`, 'g'))
    const { publisher, calls } = recordingPublisher(['0'])
    const results = await send(publisher, false, messages, 0)
    expect(calls.flat()).toHaveLength(30)
    expect(results.map(({ ok }) => ok)).toEqual([false, ...Array.from({ length: 29 }, () => true)])
  })

  it('gives no results for no messages', async () => {
    expect(await send(memoryPublisher(['orders']), true, [])).toEqual([])
  })

  it('makes calls of an ordered topic side by side when they share no group', async () => {
    const messages = Array.from({ length: 100 }, (_, index) =>
      message(`${index}`, `${Math.floor(index / 10)}`),
    )
    const { publisher, most } = recordingPublisher()
    await send(publisher, true, messages)
    expect(most()).toBe(10)
  })
})

/** Fails each body as often as it is told to, then takes it. Keeps the bodies of every call. */
function recoveringPublisher(failures: Readonly<Record<string, number>>, retriable = true) {
  const left = new Map(Object.entries(failures))
  const calls: string[][] = []
  const taken: string[] = []
  const publisher: Publisher = {
    publish: async (_topic, messages) => {
      calls.push(messages.map(({ body }) => body))
      return messages.map(({ body }): SendResult => {
        const times = left.get(body) ?? 0
        if (times === 0) {
          taken.push(body)
          return { ok: true, messageId: `m-${body}` }
        }
        left.set(body, times - 1)
        return { ok: false, retriable, code: 'InternalError', detail: 'x' }
      })
    },
  }
  return { publisher, calls, taken }
}

const numbered = (count: number, group: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => message(`${index}`, group(index)))

describe('what SNS refuses from the midst of a call', () => {
  it('is sent again alone, until SNS takes it', async () => {
    const { publisher, calls } = recoveringPublisher({ 3: 1, 5: 2 })
    const results = await send(
      publisher,
      false,
      numbered(10, () => 'g'),
    )
    expect(results.every(({ ok }) => ok)).toBe(true)
    expect(calls.slice(1)).toEqual([['3', '5'], ['5']])
  })

  it('is reported after two repeats', async () => {
    const { publisher, calls } = recoveringPublisher({ 3: 9, 4: 1, 5: 2 })
    const results = await send(
      publisher,
      false,
      numbered(10, () => 'g'),
    )
    expect(calls).toHaveLength(3)
    expect(results[3]).toMatchObject({ ok: false, retriable: true })
    expect(results.filter(({ ok }) => ok)).toHaveLength(9)
  })

  it('is not sent again when it was refused for good, or when time is up', async () => {
    const forGood = recoveringPublisher({ 3: 1 }, false)
    await send(
      forGood.publisher,
      false,
      numbered(10, () => 'g'),
    )
    expect(forGood.calls).toHaveLength(1)
    const late = recoveringPublisher({ 3: 1 })
    const results = await send(
      late.publisher,
      false,
      numbered(10, () => 'g'),
      0,
    )
    expect(late.calls).toHaveLength(1)
    expect(results[3]).toMatchObject({ ok: false, retriable: true })
  })

  it.each([false, true])(
    'is left to the SDK when the whole call failed, which has repeated it (ordered: %s)',
    async (ordered) => {
      const { publisher, calls } = recoveringPublisher({ 0: 1, 1: 1 })
      await send(
        publisher,
        ordered,
        numbered(2, () => 'g'),
      )
      expect(calls).toHaveLength(1)
    },
  )

  it('is sent again on an ordered topic one by one, each after its predecessor', async () => {
    const { publisher, calls, taken } = recoveringPublisher({ 2: 1, 3: 1, 8: 1, 9: 1 })
    const results = await send(
      publisher,
      true,
      numbered(10, (index) => (index < 4 ? 'a' : 'b')),
    )
    expect(calls.slice(1)).toEqual([['2'], ['3'], ['8'], ['9']])
    expect(results.every(({ ok }) => ok)).toBe(true)
    expect(taken.filter((body) => Number(body) < 4)).toEqual(['0', '1', '2', '3'])
  })

  it('is not sent again behind a later message of its group', async () => {
    const { publisher, calls } = recoveringPublisher({ 2: 1 })
    const results = await send(
      publisher,
      true,
      numbered(4, () => 'a'),
    )
    expect(calls).toHaveLength(1)
    expect(results.map(({ ok }) => ok)).toEqual([true, true, false, true])
  })

  it('never passes a predecessor of its group, whatever SNS refuses and when', async () => {
    const anyFailures = fc.dictionary(fc.nat(39).map(String), fc.nat(3))
    const anyGroups = fc.array(fc.nat(4), { minLength: 40, maxLength: 40 })
    const property = fc.asyncProperty(anyFailures, anyGroups, async (failures, groups) => {
      const { publisher, calls, taken } = recoveringPublisher(failures)
      const messages = numbered(40, (index) => `${groups[index]}`)
      const results = await send(publisher, true, messages)
      expect(taken.map(Number).toSorted((a, b) => a - b)).toEqual(
        results.flatMap(({ ok }, index) => (ok ? [index] : [])),
      )
      for (const group of new Set(groups)) {
        // SNS alone can take a later message of one call and not the earlier; we never send one past another.
        const calledLast = calls
          .flat()
          .map(Number)
          .filter((index) => groups[index] === group)
        const failed = calledLast.filter((index) => !results[index]?.ok)
        const stop = calls.find((call) => call.includes(`${failed[0]}`))
        const after = failed.length > 0 ? calls.slice(calls.lastIndexOf(stop ?? []) + 1).flat() : []
        const passing = after
          .map(Number)
          .filter((index) => groups[index] === group && index > Number(failed[0]))
        expect(passing).toEqual([])
      }
    })
    await fc.assert(property, { numRuns: 200 })
  })
})
