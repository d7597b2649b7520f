import { describe, expect, it } from 'vitest'
import { HOLD_SECONDS } from '../../../lib/messaging/dead-letter/hold-messages.ts'
import { toEnvelope } from '../../../lib/messaging/envelope.ts'
import { NonRetriableError } from '../../../lib/messaging/errors.ts'
import type { Queue } from '../../../lib/messaging/ports.ts'
import { redrivenEvent } from '../../../lib/messaging/redrive/await-redriven.ts'
import type { MovedSome, StepOptions } from '../../../lib/messaging/redrive/move-some.ts'
import { identity } from '../../../lib/messaging/redrive/redrive.ts'
import type { RedriveProgress } from '../../../lib/messaging/redrive/redrive-progress.ts'
import { redriveStep, type StepDependencies } from '../../../lib/messaging/redrive/redrive-step.ts'
import type { Selection } from '../../../lib/messaging/redrive/selection.ts'
import { type Bench, type BenchOptions, bench } from '../../support/deliver.ts'

/** Events that died of a consumer that gives up until it is mended, and the steps of their redrive. */
async function dead(count: number, options: BenchOptions = {}) {
  const world = { mended: false, runs: 0 }
  const on = bench(() => {
    world.runs += 1
    if (!world.mended) throw new NonRetriableError('hopeless')
  }, options)
  for (let index = 0; index < count; index += 1) {
    await on.arrives({ id: `e-${index}`, data: { n: index }, group: 'g' })
    await on.clock.advance(1)
    await on.delivers()
  }
  await on.clock.advance(10)
  const moves: MovedSome[] = []
  const deps: StepDependencies = {
    ...on.deps,
    subscription: on.deps.subscription.name,
    redriven: async () => moves.flatMap(({ redriven }) => redriven).flatMap(redrivenEvent),
    async act(move) {
      const result = await move()
      moves.push(result)
      return result
    },
  }
  return { on, world, deps, moves }
}

/** One step, while its clock goes on. */
async function step(
  on: Bench,
  deps: StepDependencies,
  options: StepOptions & { readonly patienceSeconds?: number } = {},
  progress?: RedriveProgress,
  selection: Selection = 'all',
) {
  let over = false
  const working = redriveStep(deps, selection, options, progress).finally(() => {
    over = true
  })
  working.catch(() => undefined)
  while (!over) await on.clock.advance(250)
  return working
}

const failing = (queue: Queue, onCall: number): Queue => {
  let calls = 0
  return {
    ...queue,
    async send(message) {
      calls += 1
      if (calls >= onCall) throw new Error('planned')
      return queue.send(message)
    },
  }
}

describe('a step of a redrive', () => {
  it('does what there is time for, and the next one goes on from its progress alone', async () => {
    const { on, deps, world } = await dead(6)
    world.mended = true
    const first = await step(on, deps, { perSecond: 1 })
    expect([first.redriven.length, first.progress.remaining, first.isOver]).toEqual([4, 2, false])
    // What is left is there for others meanwhile.
    expect(await on.deadLetters()).toHaveLength(2)
    await on.clock.advance(200_000)
    const progress = JSON.parse(JSON.stringify(first.progress)) as RedriveProgress
    const second = await step(on, deps, { perSecond: 1 }, progress)
    expect([second.redriven.length, second.isOver]).toEqual([2, true])
    expect(second.progress).toMatchObject({ redriven: 6, remaining: 0 })
  })

  it('keeps the pace between steps, with nothing in hand', async () => {
    const { on, deps } = await dead(3)
    const first = await step(on, deps, { perSecond: 0.1 })
    expect(first.redriven).toHaveLength(1)
    const tooEarly = await step(on, deps, { perSecond: 0.1 }, first.progress)
    expect([tooEarly.redriven.length, tooEarly.isOver]).toEqual([0, false])
    expect(tooEarly.progress).toEqual(first.progress)
    await on.clock.advance(10_000)
    expect((await step(on, deps, { perSecond: 0.1 }, first.progress)).redriven).toHaveLength(1)
  })

  it('touches nothing twice that dies again between steps, and ends', async () => {
    const { on, deps, world } = await dead(6)
    const before = world.runs
    const first = await step(on, deps, { perSecond: 1 })
    await on.delivers()
    expect(await on.deadLetters()).toHaveLength(6)
    await on.clock.advance(200_000)
    const second = await step(on, deps, { perSecond: 1 }, first.progress)
    await on.delivers()
    expect([second.isOver, second.progress.redriven, world.runs - before]).toEqual([true, 6, 6])
    await on.clock.advance(200_000)
    expect(await on.deadLetters()).toHaveLength(6)
  })

  it('leaves what died after the redrive began', async () => {
    const { on, deps, world } = await dead(5)
    const { progress } = await step(on, deps, { perSecond: 1 })
    await on.arrives({ id: 'late', data: { n: 1 } })
    await on.delivers()
    world.mended = true
    const { redriven, isOver } = await step(on, deps, {}, progress)
    expect([redriven.map(({ event }) => event?.attributes.id), isOver]).toEqual([['e-4'], true])
  })

  it('loses none when a send fails, tells what went well, and meets the failure in the next step', async () => {
    const { on, deps } = await dead(5)
    const broken = { ...deps, queue: failing(deps.queue, 3) }
    const first = await step(on, broken, { perSecond: 100 })
    expect([first.redriven.length, first.progress.remaining]).toEqual([2, 3])
    await expect(step(on, broken, { perSecond: 100 }, first.progress)).rejects.toThrow('planned')
    expect(await on.receives()).toHaveLength(2)
    expect(await on.deadLetters()).toHaveLength(3)
  })

  it('looks again for what another look hides for a moment', async () => {
    const { on, deps } = await dead(2)
    const hidden = await deps.deadLetters.receive(10, 60)
    const working = step(on, deps)
    await on.clock.advance(300)
    await deps.deadLetters.release(hidden.map(({ receiptHandle }) => receiptHandle))
    expect((await working).redriven).toHaveLength(2)
  })

  it('says which ids no dead letter has, when it begins', async () => {
    const { on, deps } = await dead(2)
    const { redriven, notFound } = await step(on, deps, {}, undefined, { ids: ['e-1', 'e-9'] })
    expect([redriven.length, notFound]).toEqual([1, ['e-9']])
  })

  it('does not miss what steps before it sent back', async () => {
    const { on, deps } = await dead(6)
    const ids = { ids: Array.from({ length: 6 }, (_, index) => `e-${index}`) }
    const first = await step(on, deps, { perSecond: 1 }, undefined, ids)
    const second = await step(on, deps, { perSecond: 1 }, first.progress, ids)
    expect([first.redriven.length, second.redriven.length, second.isOver]).toEqual([4, 2, true])
    expect(second.notFound).toEqual([])
  })

  it('is not the last while another look hides what is left', async () => {
    const { on, deps, world } = await dead(12)
    world.mended = true
    const first = await step(on, deps, { perSecond: 1 })
    const hidden = await deps.deadLetters.receive(5, 60)
    const second = await step(on, deps, {}, first.progress)
    expect([second.redriven.length, second.progress.remaining, second.isOver]).toEqual([3, 5, false])
    await deps.deadLetters.release(hidden.map(({ receiptHandle }) => receiptHandle))
    const third = await step(on, deps, {}, second.progress)
    expect([third.redriven.length, third.progress.remaining, third.isOver]).toEqual([5, 0, true])
  })

  it('waits no longer for what is left than anybody can have it in hand', async () => {
    const { on, deps } = await dead(6)
    const first = await step(on, deps, { perSecond: 1 })
    for (const { receiptHandle } of await deps.deadLetters.receive(2, 60)) {
      await deps.deadLetters.delete(receiptHandle)
    }
    const second = await step(on, deps, {}, first.progress)
    expect([second.redriven, second.progress.remaining, second.isOver]).toEqual([[], 2, false])
    await on.clock.advance(HOLD_SECONDS * 1_000)
    const third = await step(on, deps, {}, second.progress)
    expect([third.redriven, third.progress.remaining, third.isOver]).toEqual([[], 0, true])
  })

  it('goes on behind the ten of a message group that SQS gives at a time', async () => {
    const { on, deps } = await dead(0, { subscription: 'archive' })
    for (let index = 0; index < 25; index += 1) {
      const attributes = { id: `e-${index}`, source: '/shop', type: 'placed' }
      const body = toEnvelope({ attributes, data: { json: `{"n":${index}}` } })
      const ids = { groupId: 'g', deduplicationId: String(index) }
      await deps.deadLetters.send({ body, attributes: {}, ...ids })
    }
    await on.clock.advance(20 * 60_000)
    const { redriven, isOver } = await step(on, deps)
    expect(redriven.map(({ event }) => event?.attributes.id)).toEqual(
      Array.from({ length: 25 }, (_, index) => `e-${index}`),
    )
    expect(isOver).toBe(true)
  })

  it('lets go of what it has in hand when the ledger does not answer, and the next one does it all', async () => {
    const { on, deps } = await dead(4)
    const findIn = () => Promise.reject(new Error('throttled'))
    const broken = { ...deps, ledger: { ...deps.ledger, findIn } }
    await expect(step(on, broken)).rejects.toThrow('throttled')
    const { redriven, isOver } = await step(on, deps)
    expect([redriven.length, isOver]).toEqual([4, true])
  })

  it('lets go of what it has in hand when its act cannot be recorded', async () => {
    const { on, deps } = await dead(4)
    await expect(step(on, { ...deps, act: () => Promise.reject(new Error('no log')) })).rejects.toThrow(
      'no log',
    )
    expect(await on.deadLetters()).toHaveLength(4)
  })

  it('never deletes a letter for what became of another event with its id', async () => {
    const { on, deps, world } = await dead(0)
    world.mended = true
    await on.arrives({ id: 'e-1', data: { n: 1 } })
    await on.delivers()
    await on.arrives({ id: 'e-1', data: { n: 2 } })
    await on.delivers()
    const [letter] = await on.deadLetters()
    expect(letter?.attributes['cause']).toMatch(/^ID_REUSED/)
    // As SNS would leave it: without a cause.
    await deps.deadLetters.send({ body: letter?.body ?? '', attributes: {} })
    await on.clock.advance(1_000)
    const { redriven, alreadyDone } = await step(on, deps, { discardDone: true })
    expect([redriven.length, alreadyDone]).toEqual([2, []])
  })

  it('asks the ledger for causes where SQS itself moved a dead letter', async () => {
    const { on, deps } = await dead(2)
    const [letter] = await deps.deadLetters.receive(1, 60)
    await deps.deadLetters.delete(letter?.receiptHandle ?? '')
    await deps.deadLetters.send({ body: letter?.body ?? '', attributes: {} })
    const { redriven } = await step(on, deps, {}, undefined, { cause: 'NonRetriableError' })
    expect(redriven).toHaveLength(2)
    expect((await step(on, deps, {}, undefined, { cause: 'Other' })).redriven).toEqual([])
  })

  it('leaves those of which a copy is handled, counts them once, and deletes them when told to', async () => {
    const { on, deps, world } = await dead(3)
    world.mended = true
    await on.arrives({ id: 'e-1', data: { n: 1 } })
    await on.delivers()
    const left = await step(on, deps)
    expect(left).toMatchObject({ isOver: true, progress: { alreadyDone: 1, redriven: 2, remaining: 0 } })
    const deleted = await step(on, deps, { discardDone: true }, left.progress)
    expect(deleted.progress.alreadyDone).toBe(2)
    expect(await on.deadLetters()).toEqual([])
  })

  it('sends those of an ordered queue one after another, the oldest first', async () => {
    let atOnce = 0
    const order: string[] = []
    const { on, deps, world } = await dead(12, { subscription: 'archive' })
    world.mended = true
    const queue: Queue = {
      ...deps.queue,
      async send(message) {
        atOnce += 1
        expect(atOnce).toBe(1)
        order.push((JSON.parse(message.body) as { id: string }).id)
        await new Promise<void>((resolve) => setImmediate(resolve))
        atOnce -= 1
        return deps.queue.send(message)
      },
    }
    await step(on, { ...deps, queue })
    expect(order).toEqual(Array.from({ length: 12 }, (_, index) => `e-${index}`))
  })
})

describe('a step of a progressive redrive', () => {
  it('sends one, and waits for it', async () => {
    const { on, deps, moves } = await dead(5)
    const first = await step(on, deps, { progressive: true })
    expect(first).toMatchObject({ waiting: 1, isOver: false, progress: { redriven: 1, remaining: 4 } })
    const second = await step(on, deps, { progressive: true }, first.progress)
    expect(second).toMatchObject({ redriven: [], waiting: 1, isOver: false })
    // Waiting is no act.
    expect(moves).toHaveLength(1)
  })

  it('goes on with ten once the one is handled, within the same step', async () => {
    const { on, deps, world } = await dead(15)
    world.mended = true
    const first = await step(on, deps, { progressive: true })
    await on.delivers()
    const second = await step(on, deps, { progressive: true }, first.progress)
    expect(second).toMatchObject({ waiting: 10, progress: { group: 1, redriven: 11, settled: 1 } })
    await on.delivers()
    const third = await step(on, deps, { progressive: true }, second.progress)
    expect(third).toMatchObject({ waiting: 4, progress: { group: 2, redriven: 15, remaining: 0 } })
    await on.delivers()
    const last = await step(on, deps, { progressive: true }, third.progress)
    expect(last).toMatchObject({ waiting: 0, isOver: true, redriven: [] })
  })

  it('stops with what the ledger says of the one that died of the same cause again', async () => {
    const { on, deps } = await dead(5)
    const first = await step(on, deps, { progressive: true })
    await on.delivers()
    const second = await step(on, deps, { progressive: true }, first.progress)
    const [letter] = first.redriven
    expect(second).toMatchObject({
      isOver: true,
      stopped: {
        reason: 'same-cause',
        event: { key: letter && identity(letter), cause: 'NonRetriableError' },
        record: { state: 'DEAD', id: 'e-0' },
      },
    })
    expect(second.progress.remaining).toBe(4)
  })

  it('stops when one is not handled in time', async () => {
    const { on, deps } = await dead(2)
    const first = await step(on, deps, { progressive: true, patienceSeconds: 20 })
    expect(first.stopped).toBeUndefined()
    await on.clock.advance(20_000)
    const second = await step(on, deps, { progressive: true, patienceSeconds: 20 }, first.progress)
    expect(second).toMatchObject({ isOver: true, stopped: { reason: 'not-handled-in-time' } })
  })

  it('does not wait for what is no event', async () => {
    const { on, deps } = await dead(0)
    for (const body of ['one', 'two']) await deps.deadLetters.send({ body, attributes: {} })
    const { isOver, progress } = await step(on, deps, { progressive: true })
    expect([isOver, progress.redriven]).toEqual([true, 2])
  })
})
