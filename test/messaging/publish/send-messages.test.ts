import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryPublisher } from '../../../lib/adapters/memory/memory-publisher.ts'
import type { OutgoingMessage, Publisher, SendResult } from '../../../lib/messaging/ports.ts'
import { sendMessages } from '../../../lib/messaging/publish/send-messages.ts'
import { messageBytes } from '../../../lib/messaging/route/outgoing-message.ts'

const message = (body: string, groupId?: string): OutgoingMessage => ({
  body,
  attributes: { type: 't' },
  ...(groupId === undefined ? {} : { groupId }),
})

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
        const results = await sendMessages(publisher, 'orders', ordered, messages)
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
    await sendMessages(
      publisher,
      'orders',
      false,
      Array.from({ length: 25 }, (_, index) => message(`${index}`)),
    )
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 5])
  })

  it('makes up to ten calls at a time on a standard topic, and one on an ordered one', async () => {
    const messages = Array.from({ length: 300 }, (_, index) => message(`${index}`, 'g'))
    const standard = recordingPublisher()
    await sendMessages(standard.publisher, 'orders', false, messages)
    expect(standard.most()).toBe(10)
    const ordered = recordingPublisher()
    await sendMessages(ordered.publisher, 'orders', true, messages)
    expect(ordered.most()).toBe(1)
  })

  it('sends no later message of a group after one that failed, and all of the other groups', async () => {
    const messages = Array.from({ length: 30 }, (_, index) => message(`${index}`, index % 2 ? 'odd' : 'even'))
    const { publisher, calls } = recordingPublisher(['9'])
    const results = await sendMessages(publisher, 'orders', true, messages)
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
    const results = await sendMessages(publisher, 'orders', false, messages)
    expect(calls.flat()).toHaveLength(30)
    expect(results.map(({ ok }) => ok)).toEqual([false, ...Array.from({ length: 29 }, () => true)])
  })

  it('gives no results for no messages', async () => {
    expect(await sendMessages(memoryPublisher(['orders']), 'orders', true, [])).toEqual([])
  })
})
