import { describe, expect, it } from 'vitest'
import { type Bench, bench, type TestHandler } from '../../support/deliver.ts'

/** A consumer of an ordered topic; what its handler saw, in order. */
function ordered(handler: TestHandler = () => undefined) {
  const seen: string[] = []
  const on = bench(
    async (event, context) => {
      seen.push(event.id)
      await handler(event, context)
    },
    { subscription: 'archive' },
  )
  return { on, seen }
}

/** Puts events on the queue, named by group and number: 'a1' is the first of group a. */
async function arrive(on: Bench, ...ids: string[]): Promise<string[]> {
  const messageIds: string[] = []
  for (const id of ids) messageIds.push(await on.arrives({ id, group: id.slice(0, 1) }))
  return messageIds
}

const failing =
  (...ids: string[]): TestHandler =>
  ({ id }) => {
    if (ids.includes(id)) throw new Error('not now')
  }

describe('a batch of an ordered queue', () => {
  it('is handled one after another within a group', async () => {
    const { on, seen } = ordered(async ({ id }) => on.clock.sleep(id === 'a1' ? 1_000 : 10))
    await arrive(on, 'a1', 'a2', 'a3')
    const answer = on.delivers()
    await on.clock.advance(999)
    expect(seen).toEqual(['a1'])
    await on.clock.advance(100)
    expect(await answer).toEqual([])
    expect(seen).toEqual(['a1', 'a2', 'a3'])
  })

  it('is handled group beside group', async () => {
    const { on, seen } = ordered(async ({ id }) => on.clock.sleep(id === 'a1' ? 1_000 : 10))
    await arrive(on, 'a1', 'b1', 'a2', 'b2')
    const answer = on.delivers()
    await on.clock.advance(500)
    expect(seen).toEqual(['a1', 'b1', 'b2'])
    await on.clock.advance(1_000)
    expect(await answer).toEqual([])
  })

  it('comes back from its first failure on, with one delay, and other groups go on', async () => {
    const { on, seen } = ordered(failing('a2'))
    const [, a2, , a3] = await arrive(on, 'a1', 'a2', 'b1', 'a3')
    expect(await on.delivers()).toEqual([a2, a3])
    expect(seen.toSorted()).toEqual(['a1', 'a2', 'b1'])
    expect(on.delays.get(a3 as string)).toBe(on.delays.get(a2 as string))
    expect(on.delays.get(a2 as string)).toBeGreaterThan(0)
    expect(await on.record('a3')).toBeUndefined()
  })

  it('goes on after a dead letter', async () => {
    const { on, seen } = ordered()
    await on.arrivesText('no event')
    await on.arrives({ id: 'g1', group: 'g' })
    expect(await on.delivers()).toEqual([])
    expect(seen).toEqual(['g1'])
    expect(await on.deadLetters()).toMatchObject([{ body: 'no event' }])
  })

  it('is one group where SQS names none', async () => {
    const { on, seen } = ordered(failing('a1'))
    const ids = await arrive(on, 'a1', 'b1')
    const records = (await on.receives()).map(({ groupId: _groupId, ...record }) => record)
    const { batchItemFailures } = await on.runs(records)
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(ids)
    expect(seen).toEqual(['a1'])
  })

  it('starts nothing that may take longer than there is time for, as one before it did', async () => {
    const { on, seen } = ordered(async ({ id }) => on.clock.sleep(id === 'a1' ? 15_000 : 10))
    const [, a2, a3] = await arrive(on, 'a1', 'a2', 'a3')
    const answer = on.delivers(30_000)
    await on.clock.advance(30_000)
    expect(await answer).toEqual([a2, a3])
    expect(seen).toEqual(['a1'])
    expect([on.delays.get(a2 as string), on.delays.get(a3 as string)]).toEqual([1, 1])
    expect(await on.record('a2')).toBeUndefined()
    expect(on.logged.at(-1)).toMatchObject({ message: 'retry', fields: { cause: 'NO_TIME' } })
  })

  it('starts what will end in time by the longest before it', async () => {
    const { on, seen } = ordered(async ({ id }) => on.clock.sleep(id === 'a1' ? 14_000 : 500))
    await arrive(on, 'a1', 'a2', 'a3')
    const answer = on.delivers(30_000)
    await on.clock.advance(14_500)
    expect(seen).toEqual(['a1', 'a2', 'a3'])
    await on.clock.advance(500)
    expect(await answer).toEqual([])
  })

  it('keeps a dead letter in a group of its own, under an id of its own, and tells its group', async () => {
    const { on } = ordered()
    await on.arrivesText('no event')
    await on.delivers()
    const [letter] = await on.deadLetters()
    expect(letter?.groupId).toEqual(expect.stringMatching(/^0{8}-/))
    expect(letter?.deduplicationId).toBe(letter?.groupId)
    expect(JSON.parse(letter?.attributes['origin'] ?? '')).toMatchObject({ groupId: 'g', attempts: 0 })
  })
})

describe('a batch of a standard queue', () => {
  it('is handled side by side', async () => {
    const on = bench(async ({ id }) => on.clock.sleep(id === 'slow' ? 1_000 : 10))
    await on.arrives({ id: 'slow' })
    await on.arrives({ id: 'quick' })
    const answer = on.delivers()
    await on.clock.advance(10)
    expect(await on.record('quick')).toMatchObject({ state: 'DONE' })
    expect(await on.record('slow')).toMatchObject({ state: 'IN_PROGRESS' })
    await on.clock.advance(1_000)
    expect(await answer).toEqual([])
  })
})
