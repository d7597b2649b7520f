import { beforeEach, describe, expect, it } from 'vitest'
import type { Queue, ReceivedMessage } from '../../lib/messaging/ports.ts'

/** A standard queue and a FIFO one, both empty. */
export interface QueuesUnderTest {
  readonly standard: Queue
  readonly fifo: Queue
}

/** What every queue promises, the dead-letter queue above all: what was confirmed is there until it is deleted. */
export function queueContract(name: string, open: () => Promise<QueuesUnderTest>): void {
  describe(`the queue ${name}`, () => {
    let standard: Queue
    let fifo: Queue
    beforeEach(async () => {
      const opened = await open()
      standard = opened.standard
      fifo = opened.fifo
    })

    it('gives back body and attributes as they were sent', async () => {
      const message = {
        body: '{"text":"é ☕ \\u0000"}\n\t',
        attributes: { cause: 'A: b', origin: '{"a":1}' },
      }
      const before = Date.now() - 1_000
      const { messageId } = await standard.send(message)
      const [received] = await standard.receive(10, 30)
      expect(received).toMatchObject({ ...message, messageId, receiveCount: 1 })
      expect(received?.sentAt).toBeGreaterThan(before)
    })

    it('hides what was received, shows it again when told to, and counts', async () => {
      await standard.send({ body: 'a', attributes: {} })
      const [first] = await standard.receive(10, 30)
      expect(await standard.receive(10, 30)).toEqual([])
      await standard.changeVisibility(handleOf(first), 0)
      expect(await standard.receive(10, 30)).toMatchObject([{ messageId: first?.messageId, receiveCount: 2 }])
    })

    it('releases what is in hand, more than fits into a call, and does not mind what is not', async () => {
      const bodies = Array.from({ length: 12 }, (_, index) => String(index))
      for (const body of bodies) await standard.send({ body, attributes: {} })
      const received = [...(await standard.receive(10, 30)), ...(await standard.receive(10, 30))]
      await standard.delete(handleOf(received[0]))
      await standard.release(received.map(handleOf))
      const again = [...(await standard.receive(10, 30)), ...(await standard.receive(10, 30))]
      expect(again.map(({ body }) => body).sort()).toEqual(
        received
          .slice(1)
          .map(({ body }) => body)
          .sort(),
      )
    })

    it('deletes for good, and does not mind deleting twice', async () => {
      await standard.send({ body: 'a', attributes: {} })
      const [first] = await standard.receive(10, 0)
      await standard.delete(handleOf(first))
      await standard.delete(handleOf(first))
      expect(await standard.receive(10, 0)).toEqual([])
    })

    it('keeps the order of a group, and holds it back while its first message is in hand', async () => {
      for (const body of ['1', '2']) await fifo.send(inGroup('g', body))
      await fifo.send(inGroup('other', '3'))
      const received = await allReceived(fifo)
      expect(received.filter(({ groupId }) => groupId === 'g').map(({ body }) => body)).toEqual(['1', '2'])
      expect(received.map(({ body }) => body).sort()).toEqual(['1', '2', '3'])
    })

    it('swallows a deduplication id that it knows, even when its message is gone', async () => {
      const message = inGroup('g', 'a')
      const { messageId } = await fifo.send(message)
      expect(await allReceived(fifo)).toHaveLength(1)
      expect(await fifo.send(message)).toEqual({ messageId })
      expect(await fifo.receive(10, 0)).toEqual([])
    })

    it('takes the same body again under a fresh deduplication id', async () => {
      await fifo.send({ ...inGroup('g', 'a'), body: 'same' })
      await fifo.send({ ...inGroup('h', 'b'), body: 'same' })
      expect((await allReceived(fifo)).map(({ body }) => body)).toEqual(['same', 'same'])
    })
  })
}

const handleOf = (message: ReceivedMessage | undefined): string => message?.receiptHandle ?? ''

const inGroup = (groupId: string, body: string) => ({ body, attributes: {}, groupId, deduplicationId: body })

/** Receives and deletes until the queue is empty. */
async function allReceived(queue: Queue): Promise<ReceivedMessage[]> {
  const all: ReceivedMessage[] = []
  for (let batch = await queue.receive(10, 30); batch.length > 0; batch = await queue.receive(10, 30)) {
    for (const message of batch) await queue.delete(message.receiptHandle)
    all.push(...batch)
  }
  return all
}
