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
})
