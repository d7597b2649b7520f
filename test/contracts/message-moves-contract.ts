import { beforeEach, describe, expect, it } from 'vitest'
import type { MessageMoves, Queue } from '../../lib/messaging/ports.ts'

/** Moves between two standard queues that are empty, one of which is the other's dead-letter queue. */
export interface MovesUnderTest {
  readonly moves: MessageMoves
  readonly from: Queue
  readonly to: Queue
}

const POLL = { timeout: 20_000, interval: 50 }

/** What every move of SQS promises: all of it, as it was, under new message ids, and one move at a time. */
export function messageMovesContract(name: string, open: () => Promise<MovesUnderTest>): void {
  describe(`moves ${name}`, () => {
    let opened: MovesUnderTest
    beforeEach(async () => {
      opened = await open()
    })

    it('bring every message over, body and attributes as they were, under an id of its own', async () => {
      const { moves, from, to } = opened
      const attributes = { cause: 'Error: é', origin: '{"a":1}' }
      const bodies = ['a', 'b', 'c']
      const ids = await Promise.all(
        bodies.map(async (body) => (await from.send({ body, attributes })).messageId),
      )
      expect(await moves.latest()).toBeUndefined()
      await moves.start()
      await expect
        .poll(() => moves.latest(), POLL)
        .toMatchObject({ state: 'COMPLETED', moved: 3, of: 3, startedAt: expect.any(Number) })
      const arrived = await to.receive(10, 30)
      expect(arrived.map(({ body }) => body).toSorted()).toEqual(bodies)
      expect(arrived.map((message) => message.attributes)).toEqual([attributes, attributes, attributes])
      expect(arrived.filter(({ messageId }) => ids.includes(messageId))).toEqual([])
      expect(await from.receive(10, 0)).toEqual([])
    })

    it('are one at a time, and end when they are told to: what was moved stays moved', async () => {
      const { moves, from, to } = opened
      for (const body of ['a', 'b', 'c']) await from.send({ body, attributes: {} })
      await moves.start(1)
      await expect(moves.start(1)).rejects.toThrow(/already/)
      await moves.cancel()
      await expect.poll(async () => (await moves.latest())?.state, POLL).toBe('CANCELLED')
      const { moved } = (await moves.latest()) ?? { moved: -1 }
      expect(await to.receive(10, 30)).toHaveLength(moved)
      expect(await from.receive(10, 30)).toHaveLength(3 - moved)
      await moves.cancel()
      await moves.start()
      await expect.poll(async () => (await moves.latest())?.state, POLL).toBe('COMPLETED')
    })
  })
}
