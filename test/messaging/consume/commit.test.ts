import { describe, expect, it } from 'vitest'
import type { MemoryItem } from '../../../lib/adapters/memory/memory-ledger.ts'
import { CommitRefused, LeaseLost } from '../../../lib/messaging/errors.ts'
import type { CommitResult, DeliveryRecord } from '../../../lib/messaging/ports.ts'
import { type Bench, bench, type Context } from '../../support/deliver.ts'

/** An item that writes its name down. */
const noting = (applied: string[], name = 'item', allowed = true): MemoryItem => ({
  check: () => allowed,
  apply: () => void applied.push(name),
})

const messageOf = (error: unknown): string => (error as Error).message

/** Runs calls that must not be made like this in a handler of its own; gives what each was told. */
async function told(...calls: ((context: Context) => Promise<unknown>)[]): Promise<string[]> {
  const sentences: string[] = []
  const on = bench(async (_event, context) => {
    for (const call of calls) await call(context).catch((error) => sentences.push(messageOf(error)))
  })
  await on.arrives()
  await on.delivers()
  return sentences
}

/** Delivers while the time goes by that the handler waits for. */
async function deliversWithin(on: Bench, milliseconds: number): Promise<readonly string[]> {
  const delivering = on.delivers()
  await on.clock.advance(milliseconds)
  return delivering
}

describe('a commit', () => {
  it('applies its items and ends the delivery, in one write', async () => {
    const applied: string[] = []
    let replaced = 0
    const on = bench(async (_event, { commit }) => commit([noting(applied, 'a'), noting(applied, 'b')]), {
      ledger: (ledger) => ({
        ...ledger,
        replace: async (...given) => {
          replaced += 1
          return ledger.replace(...given)
        },
      }),
    })
    await on.arrives()
    expect(await on.delivers()).toEqual([])
    expect(applied).toEqual(['a', 'b'])
    expect(replaced).toBe(0)
    expect(on.logged).toMatchObject([{ message: 'processed' }])
    expect(await on.record()).toMatchObject({ state: 'DONE', doneAt: on.clock.now() })
  })

  it('stands, whatever its handler throws afterwards', async () => {
    const applied: string[] = []
    const on = bench(async (_event, { commit }) => {
      await commit([noting(applied)])
      throw new Error('too late')
    })
    await on.arrives()
    expect(await on.delivers()).toEqual([])
    expect(applied).toHaveLength(1)
    expect(await on.record()).toMatchObject({ state: 'DONE' })
    expect(on.logged).toContainEqual({
      message: 'handler threw after its commit',
      fields: { subscription: 'billing', id: 'e-1' },
    })
    expect(on.logged.at(-1)?.message).toBe('processed')
  })

  it('that the handler does not wait for is waited for', async () => {
    const applied: string[] = []
    const on = bench((_event, { commit }) => void commit([noting(applied)]))
    await on.arrives()
    expect(await on.delivers()).toEqual([])
    expect(applied).toHaveLength(1)
    expect(await on.record()).toMatchObject({ state: 'DONE' })
  })

  it('that is refused tells which item, writes nothing, and another may follow', async () => {
    const applied: string[] = []
    let error: unknown
    const on = bench(async (_event, { commit }) => {
      await commit([noting(applied, 'a'), noting(applied, 'b', false)]).catch((thrown) => (error = thrown))
      expect(applied).toEqual([])
      await commit([noting(applied, 'instead')])
    })
    await on.arrives()
    expect(await on.delivers()).toEqual([])
    expect(error).toBeInstanceOf(CommitRefused)
    expect(error).toMatchObject({ index: 1, message: expect.stringContaining('The condition of item 1') })
    expect(applied).toEqual(['instead'])
  })

  it('that is refused fails the attempt by its name where the handler lets it', async () => {
    const on = bench(async (_event, { commit }) => commit([noting([], 'a', false)]))
    const id = await on.arrives()
    expect(await on.delivers()).toEqual([id])
    expect(await on.record()).toMatchObject({ state: 'FAILED', cause: { code: 'CommitRefused' } })
  })

  it('takes 99 items, and says of more that they do not fit', async () => {
    const items = (count: number): MemoryItem[] => Array.from({ length: count }, () => noting([]))
    expect(
      await told(
        ({ commit }) => commit(items(100)),
        ({ commit }) => commit(items(99)),
      ),
    ).toEqual(["commit was given 100 items; at most 99 fit beside the ledger's."])
  })

  it('ends the delivery: no second one, and no publish after it', async () => {
    const sentences = await told(
      ({ commit }) => commit([]),
      ({ commit }) => commit([]),
      ({ publish }) => publish({ topic: 'steps', type: 'placed', data: 1, partitionkey: 'p' }),
    )
    expect(sentences).toEqual([
      expect.stringMatching(/^commit was called twice or after the end of the handler/),
      expect.stringMatching(/^publish was called after commit or the end of the handler/),
    ])
  })

  it('is not begun while a publish or another commit is under way', async () => {
    const sentences = await told(
      async ({ commit, publish }) => {
        const publishing = publish({ topic: 'steps', type: 'placed', data: 1, partitionkey: 'p' })
        await commit([]).finally(() => publishing)
      },
      async ({ commit }) => {
        const first = commit([])
        await commit([]).finally(() => first)
      },
    )
    expect(sentences).toEqual([
      'commit was called during a publish: await that first.',
      expect.stringMatching(/^commit was called twice/),
    ])
  })

  it('and every publish is refused once the handler has ended', async () => {
    let context: Context | undefined
    const on = bench((_event, given) => {
      context = given
    })
    await on.arrives()
    await on.delivers()
    await expect(context?.commit([])).rejects.toThrow(/^commit was called twice or after the end/)
    const event = { topic: 'steps', type: 'placed', data: 1, partitionkey: 'p' }
    await expect(context?.publish(event)).rejects.toThrow(/^publish was called after commit or the end/)
    expect(on.publisher.messages.get('steps')).toEqual([])
  })

  it('that meets another transaction, or is throttled, is tried again, after longer and longer waits', async () => {
    const times: number[] = []
    const on = bench(async (_event, { commit }) => commit([]), {
      ledger: (ledger) => ({
        ...ledger,
        commit: async (...given) => {
          times.push(on.clock.now())
          return times.length < 4 ? { kind: 'busy' } : ledger.commit(...given)
        },
      }),
    })
    await on.arrives()
    const startedAt = on.clock.now()
    expect(await deliversWithin(on, 1_000)).toEqual([])
    expect(times.map((time) => time - startedAt)).toEqual([0, 25, 75, 175])
    expect(await on.record()).toMatchObject({ state: 'DONE' })
  })

  it('that does so for the ninth time fails the attempt', async () => {
    let tries = 0
    const on = bench(async (_event, { commit }) => commit([]), {
      ledger: (ledger) => ({
        ...ledger,
        commit: async () => {
          tries += 1
          return { kind: 'busy' }
        },
      }),
    })
    const id = await on.arrives()
    expect(await deliversWithin(on, 10_000)).toEqual([id])
    expect(tries).toBe(9)
    const text =
      'DynamoDB was throttled, or busy with another transaction on these items; nothing was written.'
    expect(await on.record()).toMatchObject({ state: 'FAILED', cause: { code: 'Error', text } })
  })

  it('whose own answer was lost on the way is done', async () => {
    const applied: string[] = []
    const on = bench(async (_event, { commit }) => commit([noting(applied)]), {
      ledger: (ledger) => ({
        ...ledger,
        // The SDK repeats a call of which the answer does not come.
        commit: async (...given) => {
          await ledger.commit(...given)
          return ledger.commit(...given)
        },
      }),
    })
    await on.arrives()
    expect(await on.delivers()).toEqual([])
    expect(applied).toHaveLength(1)
    expect(await on.record()).toMatchObject({ state: 'DONE' })
  })

  it.each([
    ['is at work', { state: 'IN_PROGRESS' }],
    ['is done', { state: 'DONE' }],
  ] as const)('of a delivery that another has taken over and that %s writes nothing', async (_name, by) => {
    const applied: string[] = []
    const taken = { ...by, owner: 'another' }
    const on = bench(async (_event, { commit }) => commit([noting(applied)]), {
      ledger: (ledger) => ({
        ...ledger,
        commit: async (record, over, items) => {
          await ledger.replace({ ...(over as DeliveryRecord), ...taken }, over)
          return ledger.commit(record, over, items)
        },
      }),
    })
    const id = await on.arrives()
    expect(await on.delivers()).toEqual([id])
    expect(applied).toEqual([])
    expect(await on.record()).toMatchObject(taken)
    expect(on.delays.size).toBe(0)
    expect(on.logged.at(-1)).toMatchObject({ message: 'retry', fields: { cause: 'LEASE_LOST' } })
  })

  it.each<[string, (record: DeliveryRecord) => CommitResult]>([
    ['has gone from the ledger', () => ({ kind: 'lost' })],
    ['is ours, but not done', (record) => ({ kind: 'lost', found: { ...record, state: 'FAILED' } })],
  ])('whose record %s is told that the lease is lost', async (_name, answer) => {
    let error: unknown
    const on = bench(
      async (_event, { commit }) => {
        await commit([]).catch((thrown) => (error = thrown))
      },
      { ledger: (ledger) => ({ ...ledger, commit: async (record) => answer(record) }) },
    )
    await on.arrives()
    await on.delivers()
    expect(error).toBeInstanceOf(LeaseLost)
    expect(messageOf(error)).toContain('Another delivery of this event has taken it over')
  })

  it('lists on the delivery what was published before it', async () => {
    const on = bench(async (_event, { publish, commit }) => {
      await publish({ topic: 'steps', type: 'placed', data: 1, partitionkey: 'p' })
      await commit([])
    })
    await on.arrives()
    await on.delivers()
    const published = [{ topic: 'steps', source: '/subscriptions/billing', type: 'placed' }]
    expect(await on.record()).toMatchObject({ state: 'DONE', published })
  })
})
