import { describe, expect, it } from 'vitest'
import { OutOfTime } from '../../../lib/messaging/consume/deadline.ts'
import { type BenchOptions, bench, type TestHandler } from '../../support/deliver.ts'

const never = (): Promise<never> => new Promise(() => undefined)

/** Rejects with the signal's reason, as whatever takes a signal does. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

/** Delivers one event; tells the state of things at each of the times, in milliseconds from the start. */
async function delivering(
  handler: TestHandler,
  { remaining = 30_000, ...options }: BenchOptions & { readonly remaining?: number } = {},
) {
  const on = bench(handler, options)
  const id = await on.arrives()
  const startedAt = on.clock.now()
  const state: { answered?: readonly string[] } = {}
  void on.delivers(remaining).then((failed) => (state.answered = failed))
  const until = (milliseconds: number) => on.clock.advance(startedAt + milliseconds - on.clock.now())
  return { on, id, startedAt, state, until }
}

describe('a function that runs out of time', () => {
  it.each([
    [30_000, 29_000],
    [5_000, 4_000],
    [2_000, 1_600],
  ])('with %d ms left tells its handlers after %d ms', async (remaining, told) => {
    let reason: unknown
    const { state, until } = await delivering(
      async (_event, { signal }) => untilAborted(signal).catch((error) => (reason = error)),
      { remaining },
    )
    await until(told - 1)
    expect(reason).toBeUndefined()
    await until(told)
    expect(reason).toBeInstanceOf(OutOfTime)
    expect(reason).toMatchObject({ name: 'OutOfTime' })
    expect(state.answered).toEqual([])
  })

  it('notes why, and keeps the lease: its event comes back when that is over', async () => {
    const { on, id, startedAt, state, until } = await delivering(async (_event, { signal }) =>
      untilAborted(signal),
    )
    await until(29_000)
    expect(state.answered).toEqual([id])
    const text = 'The handler had not ended when the function ran out of time.'
    expect(await on.record()).toMatchObject({
      state: 'IN_PROGRESS',
      attempts: 1,
      leaseUntil: startedAt + 32_000,
      cause: { code: 'TIMEOUT', text },
    })
    expect(on.delays.get(id)).toBe(4)
  })

  it('waits for a handler that does not listen half of what is left, and no longer', async () => {
    const { on, id, state, until } = await delivering(never)
    await until(29_499)
    expect(state.answered).toBeUndefined()
    await until(29_500)
    expect(state.answered).toEqual([id])
    expect(on.logged.at(-1)).toMatchObject({ message: 'retry', fields: { cause: 'TIMEOUT' } })
    expect(on.delays.get(id)).toBe(3)
  })

  it('answers without a ledger that hangs, acknowledges nothing of it, and says so', async () => {
    const { on, id, state, until } = await delivering(never, {
      ledger: (ledger) => ({ ...ledger, insert: never }),
    })
    await until(29_749)
    expect(state.answered).toBeUndefined()
    await until(29_750)
    expect(state.answered).toEqual([id])
    const text = 'The ledger or a queue did not answer in time.'
    expect(on.logged).toEqual([
      { message: 'unavailable', fields: expect.objectContaining({ id: 'e-1', reason: 'NoAnswer', text }) },
    ])
  })

  it('answers with what was done, though another event hangs', async () => {
    const on = bench((event) => (event.id === 'hangs' ? never() : undefined), {
      ledger: (ledger) => ({
        ...ledger,
        replace: async (record, over) => (record.id === 'hangs' ? never() : ledger.replace(record, over)),
      }),
    })
    await on.arrives({ id: 'good' })
    const hangs = await on.arrives({ id: 'hangs' })
    const answer = on.delivers()
    await on.clock.advance(29_750)
    expect(await answer).toEqual([hangs])
  })

  it('that has none left when it begins claims nothing', async () => {
    for (const remaining of [0, -1]) {
      const runs: string[] = []
      const { on, id, state, until } = await delivering((event) => void runs.push(event.id), { remaining })
      await until(1)
      expect(state.answered).toEqual([id])
      expect(runs).toEqual([])
      expect(await on.record()).toBeUndefined()
      expect(on.delays.get(id)).toBe(1)
      expect(on.logged.at(-1)).toMatchObject({ message: 'retry', fields: { cause: 'NO_TIME' } })
    }
  })

  it('in the claim gives it back uncounted, and starts nothing', async () => {
    const runs: string[] = []
    let slow = 29_000
    const on = bench((event) => void runs.push(event.id), {
      ledger: (ledger) => ({
        ...ledger,
        insert: async (...given) => {
          await on.clock.sleep(slow)
          return ledger.insert(...given)
        },
      }),
    })
    const id = await on.arrives()
    const answer = on.delivers()
    await on.clock.advance(slow)
    expect(await answer).toEqual([id])
    expect(runs).toEqual([])
    expect(await on.record()).toMatchObject({ state: 'FAILED', attempts: 0 })
    expect(on.delays.get(id)).toBe(1)
    slow = 0
    await on.clock.advance(1_000)
    const again = on.delivers()
    await on.clock.advance(0)
    expect(await again).toEqual([])
    expect(await on.record()).toMatchObject({ state: 'DONE', attempts: 1 })
  })

  it('leaves its handlers alone once it has answered', async () => {
    let signal: AbortSignal | undefined
    const { state, until } = await delivering((_event, context) => {
      signal = context.signal
    })
    await until(60_000)
    expect(state.answered).toEqual([])
    expect(signal?.aborted).toBe(false)
  })

  it('is tried again no earlier than its lease ends, however late it answers', async () => {
    const { on, id, state, until } = await delivering(never, {
      ledger: (ledger) => ({
        ...ledger,
        replace: async (...given) => {
          await on.clock.sleep(200)
          return ledger.replace(...given)
        },
      }),
      fraction: 0,
    })
    await until(29_700)
    expect(state.answered).toEqual([id])
    expect(on.delays.get(id)).toBe(3)
    await until(32_000)
    expect(await on.receives()).toEqual([])
  })
})

describe('a handler that outlives its lease', () => {
  it('is told so by its commit, and changes nothing that another delivery has done', async () => {
    const seen: string[] = []
    let carryOn = (): void => undefined
    const on = bench(async (_event, { commit, attempt }) => {
      const item = { check: () => true, apply: () => void seen.push(`effect of ${attempt}`) }
      if (attempt === 1) await new Promise<void>((resolve) => (carryOn = resolve))
      await commit([item]).catch((error) => seen.push(`${attempt}: ${error.name}`))
    })
    await on.arrives()
    const first = on.delivers()
    await on.clock.advance(29_500)
    await first
    await on.clock.advance(3_000)
    expect(await on.delivers()).toEqual([])
    carryOn()
    await on.clock.settle()
    expect(seen).toEqual(['effect of 2', '1: LeaseLost'])
    expect(await on.record()).toMatchObject({ state: 'DONE', attempts: 2 })
  })
})

describe('an event that another delivery is at work on', () => {
  it.each([
    [0, 32],
    [0.5, 33],
  ])('comes back when the lease is over, spread by a second (%d)', async (fraction, seconds) => {
    const on = bench(never, { fraction })
    await on.arrives()
    void on.runs(await on.receives())
    await on.clock.settle()
    const copy = await on.arrives({ time: '2026-02-01T00:00:00Z' })
    expect(await on.delivers()).toEqual([copy])
    expect(on.delays.get(copy)).toBe(seconds)
    expect(on.logged.at(-1)).toMatchObject({ message: 'retry', fields: { cause: 'LEASE_HELD' } })
    expect(await on.record()).toMatchObject({ attempts: 1 })
  })
})
