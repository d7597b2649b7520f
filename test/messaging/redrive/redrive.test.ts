import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { NonRetriableError } from '../../../lib/messaging/errors.ts'
import type { Ledger } from '../../../lib/messaging/ports.ts'
import { redactBody } from '../../../lib/messaging/redact.ts'
import { dryRun } from '../../../lib/messaging/redrive/dry-run.ts'
import type { StepOptions } from '../../../lib/messaging/redrive/move-some.ts'
import type { RedriveDependencies } from '../../../lib/messaging/redrive/redrive.ts'
import { EditRefused, redriveEdited } from '../../../lib/messaging/redrive/redrive-edited.ts'
import { redriveInSteps } from '../../../lib/messaging/redrive/redrive-in-steps.ts'
import type { Selection } from '../../../lib/messaging/redrive/selection.ts'
import { defineTopology } from '../../../lib/topology/index.ts'
import { type Bench, bench } from '../../support/deliver.ts'
import { quickClock } from '../../support/quick-clock.ts'

const SENSITIVE = z.object({
  n: z.number(),
  name: z.string().meta({ sensitive: true }).optional(),
  note: z.string().optional(),
})

/** A consumer that gives up on every event until `mended`, and its dead letters; one that is told to, for another cause. */
async function withDeadLetters(count: number, more: object = {}) {
  const world = { mended: false, strange: false, runs: 0, seen: [] as unknown[] }
  const on = bench((event) => {
    world.runs += 1
    if (world.strange && event.id === 'e-0') throw new NonRetriableError('of another cause')
    if (world.mended || (event.data as { n: number }).n === 1_000) return void world.seen.push(event)
    const error = new NonRetriableError('hopeless')
    if (event.id === 'e-0') Object.assign(error, { name: 'Unheard' })
    throw error
  })
  for (let index = 0; index < count; index += 1) {
    await on.arrives({ id: `e-${index}`, data: { n: index, ...more } })
    await on.clock.advance(10)
  }
  await on.delivers()
  // SQS's stamps tell what was before from what comes after.
  await on.clock.advance(10)
  return { on, world, deps: depsOf(on) }
}

const depsOf = (on: Bench): RedriveDependencies => ({ ...on.deps, subscription: 'billing' })
const idsOf = (letters: readonly { readonly event?: { attributes: { id: string } } | undefined }[]) =>
  letters.map(({ event }) => event?.attributes.id)

/** The whole of it, without a record. */
const redrive = (
  deps: RedriveDependencies,
  selection: Selection,
  options: StepOptions & { readonly patienceSeconds?: number } = {},
) => redriveInSteps({ ...deps, act: (move) => move() }, selection, options)

/** Runs what waits for time to pass, while the consumer does its work. */
async function whileDelivering<T>(on: Bench, work: Promise<T>): Promise<T> {
  let over = false
  void work.finally(() => {
    over = true
  })
  while (!over) {
    await on.clock.advance(1_000)
    await on.delivers()
  }
  return work
}

describe('a redrive', () => {
  it('takes those of a cause, and leaves the others', async () => {
    const { on, deps, world } = await withDeadLetters(3)
    world.mended = true
    const { redriven } = await redrive(deps, { cause: 'Unheard' })
    expect(idsOf(redriven)).toEqual(['e-0'])
    expect(await on.deadLetters()).toHaveLength(2)
  })

  it('only says what it would do when it is dry', async () => {
    const { on, deps } = await withDeadLetters(3)
    expect(idsOf((await dryRun(deps, 'all')).redriven)).toEqual(['e-0', 'e-1', 'e-2'])
    expect(await on.deadLetters()).toHaveLength(3)
    expect(await on.receives()).toEqual([])
  })

  it('tells how far it is, and which ids no dead letter has', async () => {
    const { on, deps } = await withDeadLetters(3)
    const progress: [number, number][] = []
    const onProgress = (done: number, of: number) => void progress.push([done, of])
    const working = redrive(deps, { ids: ['e-2', 'e-0', 'e-9'] }, { onProgress })
    const { redriven, notFound } = await whileDelivering(on, working)
    expect(idsOf(redriven)).toEqual(['e-0', 'e-2'])
    expect(notFound).toEqual(['e-9'])
    expect(progress).toEqual([
      [1, 2],
      [2, 2],
    ])
  })

  it('goes no faster than it may', async () => {
    const { on, deps } = await withDeadLetters(5)
    const startedAt = on.clock.now()
    const working = redrive(deps, 'all', { perSecond: 2 })
    await on.clock.advance(1_400)
    expect(await on.receives()).toHaveLength(3)
    await on.clock.advance(600)
    expect((await working).redriven).toHaveLength(5)
    expect(on.clock.now()).toBe(startedAt + 2_000)
  })

  it('takes longer than it may hold the dead letters, and loses none', async () => {
    const { on, deps } = await withDeadLetters(5)
    const working = redrive(deps, 'all', { perSecond: 0.02 })
    for (let minute = 0; minute < 10; minute += 1) await on.clock.advance(60_000)
    expect((await working).redriven).toHaveLength(5)
    expect(await on.deadLetters()).toEqual([])
  })

  it('keeps a slow pace, holds no dead letter longer than it may, and shares them with who looks meanwhile', async () => {
    const { on, deps } = await withDeadLetters(3)
    const working = redrive(deps, 'all', { perSecond: 0.005 })
    await on.clock.advance(130_000)
    expect(await on.deadLetters()).toHaveLength(2)
    expect(await on.receives()).toHaveLength(1)
    await on.clock.advance(280_000)
    expect((await working).redriven).toHaveLength(3)
    expect(await on.deadLetters()).toEqual([])
  })

  it('touches what dies again meanwhile no second time', async () => {
    const { on, deps, world } = await withDeadLetters(5)
    const before = world.runs
    const { redriven } = await whileDelivering(on, redrive(deps, 'all', { perSecond: 0.02 }))
    expect(redriven).toHaveLength(5)
    await on.delivers()
    expect(world.runs - before).toBe(5)
  })

  it('puts a message of an ordered queue back into its group, though its body does not tell', async () => {
    const on = bench(() => undefined, { subscription: 'archive' })
    await on.arrivesText('no event')
    await on.delivers()
    await redrive({ ...on.deps, subscription: 'archive' }, 'all')
    expect(await on.receives()).toMatchObject([{ body: 'no event', groupId: 'g' }])
  })

  it('leaves an event of which a copy was handled meanwhile, and says so', async () => {
    const { on, deps, world } = await withDeadLetters(2)
    world.mended = true
    await on.arrives({ id: 'e-1', data: { n: 1 } })
    await on.delivers()
    const { redriven, alreadyDone } = await redrive(deps, 'all')
    expect(idsOf(redriven)).toEqual(['e-0'])
    expect(idsOf(alreadyDone)).toEqual(['e-1'])
    expect(await on.deadLetters()).toHaveLength(1)
    const again = await redrive(deps, 'all', { discardDone: true })
    expect(idsOf(again.alreadyDone)).toEqual(['e-1'])
    expect(await on.deadLetters()).toEqual([])
  })

  it('tells of all that it deleted, though it took several steps', async () => {
    const { on, deps, world } = await withDeadLetters(110)
    world.mended = true
    for (const n of [0, 105]) await on.arrives({ id: `e-${n}`, data: { n } })
    await on.delivers()
    const working = redrive(deps, 'all', { discardDone: true, perSecond: 10 })
    await on.clock.advance(60_000)
    const { redriven, alreadyDone } = await working
    expect([redriven.length, idsOf(alreadyDone)]).toEqual([108, ['e-0', 'e-105']])
    expect(await on.deadLetters()).toEqual([])
  })
})

describe('a dry run', () => {
  it('tells which would go back, which are handled already, and which are not there, and leaves all', async () => {
    const { on, deps, world } = await withDeadLetters(3)
    world.mended = true
    await on.arrives({ id: 'e-1', data: { n: 1 } })
    await on.delivers()
    const looking = dryRun(deps, { ids: ['e-1', 'e-2', 'e-9'] })
    const { redriven, alreadyDone, notFound } = await whileDelivering(on, looking)
    expect([idsOf(redriven), idsOf(alreadyDone), notFound]).toEqual([['e-2'], ['e-1'], ['e-9']])
    expect(await on.deadLetters()).toHaveLength(3)
  })

  it('looks again for what another look hides for a moment', async () => {
    const { on, deps } = await withDeadLetters(1)
    const hidden = await deps.deadLetters.receive(10, 60)
    const looking = dryRun(deps, 'all')
    await on.clock.advance(300)
    await deps.deadLetters.release(hidden.map(({ receiptHandle }) => receiptHandle))
    await on.clock.advance(300)
    expect((await looking).redriven).toHaveLength(1)
  })
})

describe('a progressive redrive', () => {
  it('stops at the first that dies of the same cause again', async () => {
    const { on, deps, world } = await withDeadLetters(20)
    const before = world.runs
    const result = await whileDelivering(on, redrive(deps, 'all', { progressive: true, patienceSeconds: 60 }))
    expect(world.runs - before).toBe(1)
    expect(result.stopped).toMatchObject({
      reason: 'same-cause',
      letter: { event: { attributes: { id: 'e-0' } } },
    })
    expect(await on.deadLetters()).toHaveLength(20)
  })

  it('goes on past one that dies of another cause, and leaves it', async () => {
    const { on, deps, world } = await withDeadLetters(20)
    world.mended = true
    world.strange = true
    const before = world.runs
    const result = await whileDelivering(on, redrive(deps, 'all', { progressive: true, patienceSeconds: 60 }))
    expect(result.stopped).toBeUndefined()
    expect(world.runs - before).toBe(20)
    expect(await on.deadLetters()).toHaveLength(1)
  })

  it('goes on to the end when all is mended', async () => {
    const { on, deps, world } = await withDeadLetters(20)
    world.mended = true
    const result = await whileDelivering(on, redrive(deps, 'all', { progressive: true, patienceSeconds: 60 }))
    expect(result.stopped).toBeUndefined()
    expect(result.redriven).toHaveLength(20)
    expect(await on.deadLetters()).toEqual([])
    expect(world.seen).toHaveLength(20)
  })

  it('gives up on what is not handled in time', async () => {
    const { on, deps } = await withDeadLetters(3)
    const working = redrive(deps, 'all', { progressive: true, patienceSeconds: 5 })
    await on.clock.advance(7_000)
    expect(await working).toMatchObject({ stopped: { reason: 'not-handled-in-time' } })
  })
})

describe('an edited dead letter', () => {
  it('is handled as a new event of this subscription, and the dead one is resolved by it', async () => {
    const { on, deps, world } = await withDeadLetters(2)
    const edited = await redriveEdited(deps, 'e-1', '{"n":1000}')
    await on.delivers()
    expect(world.seen).toMatchObject([{ id: edited.attributes.id, causationid: 'e-1', data: { n: 1_000 } }])
    expect(await on.record('e-1')).toMatchObject({ state: 'RESOLVED', resolvedBy: edited.attributes.id })
    expect(await on.record(edited.attributes.id)).toMatchObject({ state: 'DONE' })
    expect(await on.deadLetters()).toHaveLength(1)
    expect(on.publisher.messages.get('orders')).toEqual([])
  })

  it.each(['send', 'replace', 'delete'])(
    'is one event when its editor dies after the %s, and edits again',
    async (step) => {
      const { on, deps, world } = await withDeadLetters(1)
      const dying = diesAfter(step, deps)
      await expect(redriveEdited(dying, 'e-0', '{"n":1000}')).rejects.toThrow('planned')
      await on.clock.advance(121_000)
      if (step !== 'delete') await redriveEdited(deps, 'e-0', ' {"n": 1000} ')
      await on.delivers()
      await on.clock.advance(200_000)
      await on.delivers()
      expect(world.seen).toHaveLength(1)
      expect(await on.deadLetters()).toEqual([])
      expect(await on.record('e-0')).toMatchObject({ state: 'RESOLVED' })
    },
  )

  it.each([
    ['another edit', (deps: RedriveDependencies) => redriveEdited(deps, 'e-0', '{ "n": 1000, "note": "" }')],
    ['a redrive', (deps: RedriveDependencies) => redrive(deps, 'all')],
  ])('takes effect beside what comes of %s, when its editor dies after the send', async (_name, then) => {
    const { on, deps, world } = await withDeadLetters(1)
    await expect(redriveEdited(diesAfter('send', deps), 'e-0', '{"n":1000}')).rejects.toThrow('planned')
    world.mended = true
    await on.clock.advance(121_000)
    await then(deps)
    await on.delivers()
    expect(world.seen).toHaveLength(2)
    expect(await on.deadLetters()).toEqual([])
  })

  it.each([
    ['e-7', '{"n":1}', "billing has no dead letter 'e-7' with an event to edit."],
    ['e-0', '{"n":"one"}', "The data does not fit the schema of 'placed': /data/n: "],
    ['e-0', '{"n":', 'The data is not JSON ('],
  ])('%s is refused with %s, and nothing is changed', async (id, json, sentence) => {
    const { on, deps } = await withDeadLetters(1)
    const quick = { ...deps, clock: quickClock() }
    await expect(redriveEdited(quick, id, json)).rejects.toThrow(sentence)
    expect(await on.deadLetters()).toHaveLength(1)
    expect(await on.receives()).toEqual([])
  })

  it('is found though the look of somebody else hides it for a moment', async () => {
    const { on, deps } = await withDeadLetters(1)
    const hidden = await deps.deadLetters.receive(10, 60)
    const working = redriveEdited(deps, 'e-0', '{"n":1000}')
    await on.clock.advance(499)
    await deps.deadLetters.release(hidden.map(({ receiptHandle }) => receiptHandle))
    await on.clock.advance(1)
    expect((await working).attributes).toMatchObject({ causationid: 'e-0' })
  })

  it('has the sensitive values of the dead one where their masks were left, and none elsewhere', async () => {
    const { on, deps, world } = await withDeadLetters(1, { name: 'Ada' })
    const topology = defineTopology({
      ...deps.topology,
      topics: { orders: { events: { placed: { schema: SENSITIVE } } } },
      subscriptions: { billing: { topic: 'orders' } },
    })
    const marked = { ...deps, topology }
    const mask = JSON.parse(redactBody(topology, 'orders', (await on.deadLetters())[0]?.body ?? '')).data.name
    await expect(redriveEdited(marked, 'e-0', `{"n":1000,"note":"${mask}"}`)).rejects.toThrow(
      new EditRefused('/note would show a value that is masked; put its mask where it was.'),
    )
    await on.clock.advance(121_000)
    await redriveEdited(marked, 'e-0', `{"n":1000,"name":"${mask}"}`)
    await on.delivers()
    expect(world.seen).toMatchObject([{ data: { n: 1_000, name: 'Ada' } }])
  })

  it('is sent though the ledger knows nothing of the dead one', async () => {
    const { on, deps } = await withDeadLetters(1)
    const forgetful = { ...deps, ledger: { ...deps.ledger, findIn: async () => new Map() } }
    const { attributes } = await redriveEdited(forgetful, 'e-0', '{"n":1000}')
    expect((await on.receives()).map(({ body }) => JSON.parse(body))).toMatchObject([{ id: attributes.id }])
    expect(await on.deadLetters()).toEqual([])
  })

  it('resolves nothing but its own event, when its id belongs to another one', async () => {
    const { on, deps } = await withDeadLetters(1)
    await on.arrives({ id: 'e-0', data: { n: 5 } })
    await on.delivers()
    const [, reused] = await on.deadLetters()
    const edited = await redriveEdited(deps, reused?.messageId ?? '', '{"n":1000}')
    expect((await on.receives()).map(({ body }) => JSON.parse(body))).toMatchObject([
      { id: edited.attributes.id },
    ])
    expect(await on.record('e-0')).toMatchObject({ state: 'DEAD' })
    await on.clock.advance(121_000)
    expect((await on.deadLetters()).map(({ attributes }) => attributes['cause'])).toEqual([
      expect.stringMatching(/^Unheard/),
    ])
  })

  it('says so when somebody else put the dead one back meanwhile, and leaves its letter', async () => {
    const { on, deps } = await withDeadLetters(1)
    const ledger: Ledger = {
      ...deps.ledger,
      async replace(record, over) {
        const { resolvedBy: _resolvedBy, ...taken } = record
        await deps.ledger.replace({ ...taken, state: 'IN_PROGRESS', owner: 'another' }, over)
        return deps.ledger.replace(record, over)
      },
    }
    await expect(redriveEdited({ ...deps, ledger }, 'e-0', '{"n":1000}')).rejects.toThrow(
      'which is IN_PROGRESS now: both may take effect',
    )
    expect(await on.deadLetters()).toHaveLength(1)
  })

  it('is refused when it is too large for a message', async () => {
    const { on, deps } = await withDeadLetters(1)
    const json = JSON.stringify({ n: 1_000, more: 'x'.repeat(300_000) })
    await expect(redriveEdited(deps, 'e-0', json)).rejects.toThrow(
      'The edited event is too large for a message: publish it anew instead.',
    )
    expect(await on.deadLetters()).toHaveLength(1)
    expect(await on.receives()).toEqual([])
    expect(await on.record('e-0')).toMatchObject({ state: 'DEAD' })
  })

  it('is refused when the dead one was put right by another edit, whose editor died', async () => {
    const { on, deps } = await withDeadLetters(1)
    const first = redriveEdited(diesAfter('replace', deps), 'e-0', '{"n":1000}')
    await expect(first).rejects.toThrow('planned')
    await on.clock.advance(120_000)
    await expect(redriveEdited(deps, 'e-0', '{"n":1001}')).rejects.toThrow(
      'The event is RESOLVED, by another edit: there is nothing to put right.',
    )
  })

  it('leaves copies of the dead one with nothing to be redriven for', async () => {
    const { on, deps } = await withDeadLetters(1)
    const [letter] = await on.deadLetters()
    await redriveEdited(deps, 'e-0', '{"n":1000}')
    await on.receives()
    await deps.deadLetters.send({ body: letter?.body ?? '', attributes: letter?.attributes ?? {} })
    const { redriven, alreadyDone } = await redrive(deps, 'all')
    expect([idsOf(redriven), idsOf(alreadyDone)]).toEqual([[], ['e-0']])
    expect(await on.receives()).toEqual([])
  })

  it('is put right though SQS itself moved it while the ledger had it as failed', async () => {
    const { on, deps, world } = await withDeadLetters(1)
    const [moved] = await movedBySqs(on, 'FAILED')
    const edited = await redriveEdited(deps, moved?.messageId ?? '', '{"n":1000}')
    await on.delivers()
    expect(world.seen).toMatchObject([{ id: edited.attributes.id }])
    expect(await on.record('e-0')).toMatchObject({ state: 'RESOLVED', resolvedBy: edited.attributes.id })
  })

  it('is refused while a delivery of its event is at work, and put right once its lease is over', async () => {
    const { on, deps } = await withDeadLetters(1)
    const [moved] = await movedBySqs(on, 'IN_PROGRESS')
    const edits = () => redriveEdited(deps, moved?.messageId ?? '', '{"n":1000}')
    await expect(edits()).rejects.toThrow(
      'A delivery of the event is at work, until 2026-01-01T00:01:00.020Z at the latest: edit it after that.',
    )
    await on.clock.advance(60_000)
    const { attributes } = await edits()
    expect(await on.record('e-0')).toMatchObject({ state: 'RESOLVED', resolvedBy: attributes.id })
  })

  it('is refused when the event is handled meanwhile', async () => {
    const { on, deps, world } = await withDeadLetters(1)
    world.mended = true
    await on.arrives({ id: 'e-0', data: { n: 0 } })
    await on.delivers()
    await expect(redriveEdited(deps, 'e-0', '{"n":1000}')).rejects.toThrow('The event is DONE')
  })
})

/** As if SQS itself had moved the letter of the first event after its last receive, and the ledger still had it so. */
async function movedBySqs(on: Bench, state: 'FAILED' | 'IN_PROGRESS') {
  const dead = await on.record('e-0')
  if (!dead) throw new Error('there is no record')
  const { deadAt: _deadAt, ...alive } = dead
  await on.deps.ledger.replace({ ...alive, state, leaseUntil: on.clock.now() + 60_000 }, dead)
  const [letter] = await on.deadLetters()
  const { origin: _origin, cause: _cause, ...attributes } = letter?.attributes ?? {}
  for (const { receiptHandle } of await on.deps.deadLetters.receive(10, 0)) {
    await on.deps.deadLetters.delete(receiptHandle)
  }
  await on.deps.deadLetters.send({ body: letter?.body ?? '', attributes })
  return on.deadLetters()
}

/** The step happens, and nothing after it. */
function diesAfter(step: string, deps: RedriveDependencies): RedriveDependencies {
  const dying =
    <Arguments extends unknown[], Result>(name: string, call: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      const result = await call(...given)
      if (name === step) throw new Error('planned')
      return result
    }
  return {
    ...deps,
    queue: { ...deps.queue, send: dying('send', deps.queue.send) },
    ledger: { ...deps.ledger, replace: dying('replace', deps.ledger.replace) },
    deadLetters: {
      ...deps.deadLetters,
      delete: dying('delete', deps.deadLetters.delete),
      release: () => Promise.resolve(),
    },
  }
}
