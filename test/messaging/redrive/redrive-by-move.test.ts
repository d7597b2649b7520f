import { describe, expect, it } from 'vitest'
import { memoryMessageMoves } from '../../../lib/adapters/memory/memory-message-moves.ts'
import { memoryQueue } from '../../../lib/adapters/memory/memory-queue.ts'
import { NonRetriableError } from '../../../lib/messaging/errors.ts'
import type { MessageMove, MessageMoves } from '../../../lib/messaging/ports.ts'
import { redriveByMove } from '../../../lib/messaging/redrive/redrive-by-move.ts'
import { bench } from '../../support/deliver.ts'
import { fakeClock, fakeRandom } from '../../support/fake-clock.ts'

/** Dead letters, and moves of which a test sees how often they were started. */
async function open(letters: number, wrap: (moves: MessageMoves) => Partial<MessageMoves> = () => ({})) {
  const clock = fakeClock()
  const [from, to] = [memoryQueue(clock, fakeRandom()), memoryQueue(clock, fakeRandom())]
  for (let letter = 0; letter < letters; letter += 1) await from.send({ body: `${letter}`, attributes: {} })
  const inner = memoryMessageMoves(from, to, clock)
  const starts: (number | undefined)[] = []
  const counted: MessageMoves = {
    ...inner,
    async start(perSecond) {
      starts.push(perSecond)
      await inner.start(perSecond)
    },
  }
  const moves = { ...counted, ...wrap(counted) }
  return { clock, moves, starts, arrived: () => to.receive(1_000, 0) }
}

describe('a redrive by SQS itself', () => {
  it('says how far it is, and ends when everything is moved', async () => {
    const { clock, moves, starts, arrived } = await open(25)
    const seen: number[] = []
    const redriven = redriveByMove(
      { moves, clock },
      { perSecond: 10, onProgress: ({ moved }) => seen.push(moved) },
    )
    await clock.advance(10_000)
    expect(await redriven).toMatchObject({ state: 'COMPLETED', moved: 25, of: 25 })
    expect(seen).toEqual([0, 10, 20])
    expect(starts).toEqual([10])
    expect(await arrived()).toHaveLength(25)
  })

  it('watches a move that is under way, and starts the next one only when that is over', async () => {
    const { clock, moves, starts } = await open(3)
    await moves.start(1)
    const watched = redriveByMove({ moves, clock })
    await clock.advance(10_000)
    expect(await watched).toMatchObject({ state: 'COMPLETED', moved: 3 })
    expect(starts).toHaveLength(1)
    const next = redriveByMove({ moves, clock })
    await clock.advance(10_000)
    expect(await next).toMatchObject({ state: 'COMPLETED', moved: 0 })
    expect(starts).toHaveLength(2)
  })

  it('is not deceived by the move before it, which SQS may go on showing for a while', async () => {
    const old: MessageMove = { state: 'COMPLETED', startedAt: 1, moved: 99, of: 99 }
    let looks = 0
    const { clock, moves } = await open(2, (inner) => ({
      latest: async () => (looks++ < 3 ? old : inner.latest()),
    }))
    const redriven = redriveByMove({ moves, clock })
    await clock.advance(10_000)
    expect(await redriven).toMatchObject({ moved: 2 })
  })

  it('goes on when the answer to its start is lost, and fails when nothing was started', async () => {
    const lost = new Error('The connection broke.')
    const { clock, moves } = await open(2, (inner) => ({
      async start(perSecond) {
        await inner.start(perSecond)
        throw lost
      },
    }))
    const redriven = redriveByMove({ moves, clock })
    await clock.advance(10_000)
    expect(await redriven).toMatchObject({ state: 'COMPLETED', moved: 2 })
    const refused = await open(1, () => ({ start: () => Promise.reject(lost) }))
    await expect(redriveByMove(refused)).rejects.toBe(lost)
  })

  it('ends as cancelled when someone cancels it', async () => {
    const { clock, moves } = await open(100)
    const redriven = redriveByMove({ moves, clock }, { perSecond: 1 })
    await clock.advance(3_000)
    await moves.cancel()
    await clock.advance(1_000)
    expect(await redriven).toEqual({ state: 'CANCELLED', startedAt: expect.any(Number), moved: 3, of: 100 })
  })

  it('waits for the end of one that is being cancelled', async () => {
    const move = { startedAt: 1, of: 9 }
    const course: MessageMove[] = [
      { ...move, state: 'CANCELLING', moved: 1 },
      { ...move, state: 'CANCELLING', moved: 2 },
      { ...move, state: 'CANCELLED', moved: 3 },
    ]
    const { clock, moves, starts } = await open(0, () => ({
      latest: async () => (course.length > 1 ? course.shift() : course[0]),
    }))
    const watched = redriveByMove({ moves, clock })
    await clock.advance(10_000)
    expect(await watched).toMatchObject({ state: 'CANCELLED', moved: 3 })
    expect(starts).toEqual([])
  })
})

describe('an event that SQS itself has moved back', () => {
  it('is handled in a new round when it was dead, and acknowledged unhandled when it is done', async () => {
    const attempts: number[] = []
    let mended = false
    const on = bench((_event, { attempt }) => {
      attempts.push(attempt)
      if (!mended) throw new NonRetriableError('not yet')
    })
    await on.arrives()
    await on.delivers()
    const [letter] = await on.deadLetters()
    expect(await on.record()).toMatchObject({ state: 'DEAD' })
    mended = true

    const moveBack = async (): Promise<void> => {
      const moves = memoryMessageMoves(on.deps.deadLetters, on.deps.queue, on.clock)
      const redriven = redriveByMove({ moves, clock: on.clock })
      await on.clock.advance(5_000)
      await redriven
    }
    await moveBack()
    expect(await on.delivers()).toEqual([])
    expect(attempts).toEqual([1, 1])
    expect(await on.record()).toMatchObject({ state: 'DONE', attempts: 1 })

    await on.deps.deadLetters.send({ body: letter?.body ?? '', attributes: letter?.attributes ?? {} })
    await moveBack()
    expect(await on.delivers()).toEqual([])
    expect(attempts).toEqual([1, 1])
    expect(on.logged.at(-1)?.message).toBe('duplicate')
    expect(await on.deadLetters()).toEqual([])
  })
})
