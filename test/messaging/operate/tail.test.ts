import { describe, expect, it } from 'vitest'
import { type Happening, happeningIn } from '../../../lib/messaging/operate/happening.ts'
import type { LoggedLine } from '../../../lib/messaging/operate/ports.ts'
import { tail } from '../../../lib/messaging/operate/tail.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { memoryDesk } from '../support/memory-desk.ts'

const { topology } = memoryDesk()
const line = (id: string, at: number, fields: object): LoggedLine => ({
  id,
  at,
  text: JSON.stringify(fields),
})
const processed = (id: string) => ({ message: 'processed', subscription: 'billing', type: 'placed', id })

describe('a line of a log', () => {
  it('tells what happened to an event, whoever wrote it', () => {
    const retry = {
      message: 'retry',
      subscription: 'billing',
      id: 'e',
      cause: 'Error',
      delaySeconds: 2,
      bytes: 9,
    }
    expect(happeningIn(topology, line('1', 5, retry))).toEqual({
      ...{ at: 5, topic: 'orders', outcome: 'retry', subscription: 'billing' },
      ...{ id: 'e', cause: 'Error', delaySeconds: 2 },
    })
    const refused = { message: 'refused', topic: '(unknown)', problem: 'unknown-topic' }
    expect(happeningIn(topology, line('1', 5, refused))).toEqual({
      ...{ at: 5, topic: '(unknown)', outcome: 'refused', cause: 'unknown-topic' },
    })
  })

  it.each([
    'no JSON',
    '{"message":',
    'null',
    '7',
    '{"message":"hello","topic":"orders"}',
    '{"message":{"message":"processed"},"subscription":"billing"}',
    '{"message":"processed","subscription":"nobody"}',
    '{"message":"processed","subscription":7,"topic":["orders"]}',
    '{"message":"processed","subscription":"toString"}',
  ])('%s tells nothing', (text) => {
    expect(happeningIn(topology, { id: '1', at: 1, text })).toBeUndefined()
  })
})

describe('what is followed', () => {
  it('is told once each, in order of time, and late lines when they come', async () => {
    const clock = fakeClock()
    const start = clock.now()
    const logs: LoggedLine[][] = [[], []]
    const asked: number[] = []
    const ending = new AbortController()
    const read = (index: number) => async (since: number) => {
      asked.push(since)
      return (logs[index] ?? []).filter(({ at }) => at >= since)
    }
    logs[0]?.push(line('a1', start + 20, processed('second')), line('a2', start - 1, processed('before')))
    logs[1]?.push(line('b1', start + 10, processed('first')))
    const told: (string | undefined)[] = []
    const deps = { topology, clock, logs: [{ read: read(0) }, { read: read(1) }] }
    const following = (async () => {
      for await (const { id } of tail(deps, start, ending.signal) as AsyncGenerator<Happening>) told.push(id)
    })()
    await clock.advance(1_000)
    expect(told).toEqual(['first', 'second'])
    logs[1]?.push(line('b2', start + 5, processed('late')), line('b3', start + 1_000, processed('third')))
    await clock.advance(1_000)
    expect(told).toEqual(['first', 'second', 'late', 'third'])
    for (let second = 0; second < 60; second += 1) await clock.advance(1_000)
    // What is long over is not read again and again.
    expect(asked.at(-1)).toBeGreaterThan(start + 25_000)
    expect(told).toHaveLength(4)
    ending.abort()
    await clock.advance(1_000)
    await following
  })

  it('is not told of lines that tell nothing', async () => {
    const clock = fakeClock()
    const ending = new AbortController()
    const lines = [line('1', clock.now(), { message: 'hello' }), line('2', clock.now(), processed('e'))]
    const following = tail({ topology, clock, logs: [{ read: async () => lines }] }, 0, ending.signal)
    expect((await following.next()).value).toMatchObject({ outcome: 'processed', id: 'e' })
    ending.abort()
    expect(await following.next()).toEqual({ done: true, value: undefined })
  })

  it.each([
    [1, 1_000],
    [2, 1_000],
    [5, 2_000],
  ])('is read so that CloudWatch lets others look as well: %i logs every %i ms', async (count, pause) => {
    const clock = fakeClock()
    const start = clock.now()
    const ending = new AbortController()
    const readAt = new Set<number>()
    const read = async () => {
      readAt.add(clock.now() - start)
      return []
    }
    const logs = Array.from({ length: count }, () => ({ read }))
    const next = tail({ topology, clock, logs }, start, ending.signal).next()
    await clock.advance(pause * 2)
    expect([...readAt]).toEqual([0, pause, pause * 2])
    ending.abort()
    await clock.advance(0)
    expect(await next).toEqual({ done: true, value: undefined })
  })
})
