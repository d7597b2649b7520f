import { beforeEach, describe, expect, it } from 'vitest'
import type { OutgoingMessage, Publisher } from '../../lib/messaging/ports.ts'

/** A publisher that knows the topics `standard` and `ordered`, and what they were given. */
export interface PublisherUnderTest {
  readonly publisher: Publisher
  /** The messages that `topic` passed on, in order where it is ordered. */
  received(
    topic: 'standard' | 'ordered',
    count: number,
  ): Promise<readonly Pick<OutgoingMessage, 'body' | 'attributes'>[]>
}

/** What every publisher promises: one result for each message, in order, and no exception for a refusal. */
export function publisherContract(name: string, open: () => Promise<PublisherUnderTest>): void {
  describe(`the publisher ${name}`, () => {
    let subject: PublisherUnderTest
    beforeEach(async () => {
      subject = await open()
    })

    it('passes a message on with its attributes', async () => {
      const message = { body: '{"é":"☕"}', attributes: { type: 'order.placed', source: '/shop' } }
      const results = await subject.publisher.publish('standard', [message])
      expect(results).toEqual([{ ok: true, messageId: expect.any(String) }])
      expect(await subject.received('standard', 1)).toEqual([message])
    })

    it('takes ten messages in one call and answers for each, in order', async () => {
      const messages = Array.from({ length: 10 }, (_, index) => ({ body: `b-${index}`, attributes: {} }))
      const results = await subject.publisher.publish('standard', messages)
      expect(results.map(({ ok }) => ok)).toEqual(messages.map(() => true))
      expect(new Set(results.map((result) => result.ok && result.messageId)).size).toBe(10)
      const bodies = (await subject.received('standard', 10)).map(({ body }) => body)
      expect(bodies.sort()).toEqual(messages.map(({ body }) => body))
    })

    it('keeps the order of a group, and accepts a repeat without passing it on', async () => {
      const ordered = (id: string) => ({ body: id, attributes: {}, groupId: 'g', deduplicationId: id })
      await subject.publisher.publish('ordered', [ordered('1'), ordered('2')])
      expect(await subject.publisher.publish('ordered', [ordered('1')])).toMatchObject([{ ok: true }])
      await subject.publisher.publish('ordered', [ordered('3')])
      const bodies = (await subject.received('ordered', 3)).map(({ body }) => body)
      expect(bodies).toEqual(['1', '2', '3'])
    })

    it.each([1, 2])('sends none of %i messages once it is aborted, and says so for each', async (count) => {
      const messages = Array.from({ length: count }, () => ({ body: 'late', attributes: {} }))
      const results = await subject.publisher.publish('standard', messages, AbortSignal.abort())
      expect(results).toEqual(messages.map(() => expect.objectContaining({ ok: false, retriable: true })))
      await subject.publisher.publish('standard', [{ body: 'in time', attributes: {} }])
      expect((await subject.received('standard', 1)).map(({ body }) => body)).toEqual(['in time'])
    })

    it.each([1, 2])(
      'refuses %i messages for an unknown topic for good, each with a result',
      async (count) => {
        const messages = Array.from({ length: count }, () => ({ body: 'b', attributes: {} }))
        const results = await subject.publisher.publish('nowhere', messages)
        expect(results).toHaveLength(count)
        for (const result of results) {
          expect(result).toMatchObject({
            ok: false,
            retriable: false,
            code: expect.stringContaining('NotFound'),
          })
        }
      },
    )
  })
}
