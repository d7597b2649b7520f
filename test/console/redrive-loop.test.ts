import { describe, expect, it } from 'vitest'
import {
  NOTHING_YET,
  percentOf,
  phaseOf,
  type RedriveProgress,
  redriveToEnd,
} from '../../console/src/pages/dead-letters/redrive-loop.ts'
import type { RedriveAnswer, RedriveRequest } from '../../lib/console-api/answers.ts'

const REQUEST = { selection: 'all', discardDone: true } as const
const EMPTY = { redriven: 0, alreadyDone: 0, waiting: 0, notFound: [] }
const answer = (redrivenInAll: number, remaining: number, more: Partial<RedriveAnswer> = {}) => ({
  ...EMPTY,
  redrivenInAll,
  remaining,
  ...more,
})

/** A desk that gives these answers, and what it was asked. */
function deskOf(...answers: readonly (RedriveAnswer | Error)[]) {
  const asked: RedriveRequest[] = []
  const seen: RedriveProgress[] = []
  const world = {
    pauses: 0,
    ask(request: RedriveRequest): Promise<RedriveAnswer> {
      const next = answers[asked.push(request) - 1]
      return next === undefined || next instanceof Error ? Promise.reject(next) : Promise.resolve(next)
    },
    pause(): Promise<void> {
      world.pauses += 1
      return Promise.resolve()
    },
    onProgress: (progress: RedriveProgress) => void seen.push(progress),
  }
  return { world, asked, seen }
}

const NEVER = new AbortController().signal

describe('a redrive from the console', () => {
  it('asks again with what the answer before gave, until there is nothing to go on with', async () => {
    const { world, asked, seen } = deskOf(
      answer(10, 15, { notFound: ['gone'], continue: 'a' }),
      answer(20, 5, { continue: 'b' }),
      answer(25, 0, { alreadyDone: 2 }),
    )
    const end = await redriveToEnd(world, REQUEST, NEVER)
    expect(asked).toEqual([REQUEST, { ...REQUEST, continue: 'a' }, { ...REQUEST, continue: 'b' }])
    expect(end).toMatchObject({
      state: 'done',
      redriven: 25,
      remaining: 0,
      alreadyDone: 2,
      notFound: ['gone'],
    })
    expect(seen.map(({ redriven }) => redriven)).toEqual([0, 10, 20, 25])
    expect(world.pauses).toBe(0)
  })

  it('gives handlers time when a call sent nothing', async () => {
    const { world } = deskOf(
      answer(1, 9, { waiting: 1, continue: 'a' }),
      answer(1, 9, { waiting: 1, continue: 'a' }),
      answer(1, 9, { continue: 'a' }),
      answer(10, 0),
    )
    await redriveToEnd(world, REQUEST, NEVER)
    expect(world.pauses).toBe(2)
  })

  it('tells why the desk left the rest where it is', async () => {
    const stopped = { reason: 'same-cause', letter: { messageId: '1', receivedAt: 0, size: 1 } } as const
    const { world } = deskOf(answer(1, 9, { stopped }))
    expect(await redriveToEnd(world, REQUEST, NEVER)).toMatchObject({
      state: 'stopped',
      stopped,
      remaining: 9,
    })
  })

  it('ends by hand after the call that is under way, and goes on from there', async () => {
    const stop = new AbortController()
    const { world, asked } = deskOf(answer(10, 5, { continue: 'a' }), answer(15, 0))
    const ask = (request: RedriveRequest) => {
      stop.abort()
      return world.ask(request)
    }
    const halted = await redriveToEnd({ ...world, ask }, REQUEST, stop.signal)
    expect(halted).toMatchObject({ state: 'halted', redriven: 10, remaining: 5 })
    const end = await redriveToEnd(world, REQUEST, NEVER, halted)
    expect(asked[1]).toEqual({ ...REQUEST, continue: 'a' })
    expect(end).toMatchObject({ state: 'done', redriven: 15 })
  })

  it('keeps what it has counted when the desk fails, and can go on', async () => {
    const { world } = deskOf(answer(10, 5, { continue: 'a' }), new Error('Gone.'), answer(15, 0))
    const failed = await redriveToEnd(world, REQUEST, NEVER)
    expect(failed).toMatchObject({ state: 'failed', error: 'Gone.', redriven: 10, continue: 'a' })
    const end = await redriveToEnd(world, REQUEST, NEVER, failed)
    expect(end).toMatchObject({ state: 'done', redriven: 15 })
    expect(end).not.toHaveProperty('error')
  })
})

describe('the progress of a redrive', () => {
  const progress = (redriven: number, remaining: number, waiting = 0): RedriveProgress => ({
    ...NOTHING_YET,
    ...{ redriven, remaining, waiting },
  })

  it('counts what is sent, and of a progressive one what is handled', () => {
    expect(percentOf(progress(0, 0))).toBe(0)
    expect(percentOf(progress(1, 2))).toBe(33)
    expect(percentOf(progress(11, 0, 10))).toBe(9)
    expect(percentOf({ ...progress(0, 0), state: 'done' })).toBe(100)
  })

  it.each([
    [0, 0, 'Group 1 of 4: one'],
    [1, 1, 'Group 1 of 4: one, waiting until 1 more is handled'],
    [1, 0, 'Group 2 of 4: ten'],
    [11, 3, 'Group 2 of 4: ten, waiting until 3 more are handled'],
    [50, 0, 'Group 3 of 4: a hundred'],
    [111, 0, 'Group 4 of 4: the rest'],
    [1_000, 12, 'Group 4 of 4: the rest, waiting until 12 more are handled'],
  ])('%i sent, %i waiting: %s', (redriven, waiting, phase) => {
    expect(phaseOf(progress(redriven, 0, waiting))).toBe(phase)
  })
})
