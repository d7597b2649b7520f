import fc from 'fast-check'
import { expect } from 'vitest'
import { fromEnvelope } from '../../../lib/messaging/envelope.ts'
import { dataValue } from '../../../lib/messaging/event.ts'
import { type Body, INVALID, type Said, SHAPES, shapeOf } from './publish-requests.ts'
import { type Answer, type Call, FAULTS, type Fault, PLACES, World } from './publish-world.ts'

/** How often each fault befell each kind of call, as `lost settle`. */
export type FaultCounts = Map<string, number>

/** Longer than any lease. */
const PAST_EVERY_LEASE = 60_000
const TEXTS = ['a', 'b', INVALID]

class Start implements fc.AsyncCommand<object, World> {
  readonly body: Body
  constructor(body: Body) {
    this.body = body
  }
  check = () => true
  async run(_model: object, world: World): Promise<void> {
    await world.start(this.body)
  }
  toString = () => `start key ${this.body.key} with '${this.body.text}'`
}

class Step implements fc.AsyncCommand<object, World> {
  readonly position: number
  readonly fault: Fault | undefined
  readonly counts: FaultCounts
  constructor(position: number, fault: Fault | undefined, counts: FaultCounts) {
    this.position = position
    this.fault = fault
    this.counts = counts
  }
  check = () => true
  async run(_model: object, world: World): Promise<void> {
    const happened = await world.step(this.position, this.fault)
    if (!happened?.fault) return
    const name = `${happened.fault} ${happened.place}`
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
  }
  toString = () => `step ${this.position} ${this.fault ?? ''}`
}

class Tick implements fc.AsyncCommand<object, World> {
  readonly milliseconds: number
  constructor(milliseconds: number) {
    this.milliseconds = milliseconds
  }
  check = () => true
  async run(_model: object, world: World): Promise<void> {
    world.tick(this.milliseconds)
  }
  toString = () => `tick ${this.milliseconds}`
}

/**
 * One run: requests under few keys, started, let through, broken and overtaken in any order; then everything that
 * still waits goes on, and each key is asked once more, twice. Every promise is checked on what then lies there.
 */
export function publishRuns(counts: FaultCounts) {
  const commands = [
    fc
      .record({ key: fc.nat(SHAPES.length - 1), text: fc.constantFrom(...TEXTS) })
      .map((body) => new Start(body)),
    fc.nat(20).map((position) => new Step(position, undefined, counts)),
    fc
      .tuple(fc.nat(20), fc.constantFrom(...FAULTS))
      .map(([position, fault]) => new Step(position, fault, counts)),
    fc.constantFrom(1_000, PAST_EVERY_LEASE).map((milliseconds) => new Tick(milliseconds)),
  ]
  return fc.asyncProperty(fc.commands(commands, { size: '+1', maxCommands: 80 }), async (run) => {
    const world = new World()
    await fc.asyncModelRun(() => ({ model: {}, real: world }), run)
    while (world.pending.length > 0) await world.step(0)
    for (const key of new Set(world.calls.map(({ body }) => body.key))) await checkKey(world, key)
    for (const call of world.calls) checkCall(world, call)
  })
}

/** What the run must have hit for its silence to mean anything. */
export const EVERY_FAULT: readonly string[] = FAULTS.flatMap((fault) =>
  PLACES.filter((place) => mayBefall(fault, place)).map((place) => `${fault} ${place}`),
)

function mayBefall(fault: Fault, place: (typeof PLACES)[number]): boolean {
  if (place === 'pause') return fault === 'crash-before'
  return fault !== 'part' || place === 'publish'
}

/** A request under a key, repeated for as long as it takes, has one event for each position, and one answer. */
async function checkKey(world: World, key: number): Promise<void> {
  const writes = world.writes.filter(({ call }) => call.body.key === key)
  const texts = new Set(writes.map(({ call }) => call.body.text))
  expect(texts.size, 'requests that one key stood for').toBeLessThanOrEqual(1)
  for (const [position, write] of writes.slice(1).entries()) checkSuccession(writes[position], write)

  const [text = 'a'] = texts
  const { events, bad } = shapeOf({ key })
  world.tick(PAST_EVERY_LEASE)
  const settled = await world.finish(await world.start({ key, text }))
  expect(settled.status).toBe(bad.length > 0 ? 207 : 202)
  const replay = await world.finish(await world.start({ key, text }))
  expect(replay).toEqual({ ...settled, replayed: true })
  const other = await world.finish(await world.start({ key, text: `not ${text}` }))
  expect(other).toMatchObject({ status: 422, kind: 'key-reused' })

  const published = publishedUnder(world, key)
  const ids = new Set(published.map(({ id }) => id))
  expect(ids.size).toBe(events - bad.length)
  expect(acceptedIds(settled)).toEqual(ids)
  expect(new Set(published.map(({ said }) => said.text))).toEqual(new Set([text]))
  if (shapeOf({ key }).topic === 'ordered') checkOrder(published)
}

type Write = World['writes'][number]

/** What one write of a record may do to the one before it. */
function checkSuccession(before: Write | undefined, { record, at }: Write): void {
  if (!before) return
  expect(before.record.state, 'a settled record is not written again').not.toBe('DONE')
  for (const [index, receipt] of before.record.receipts.entries()) {
    if (receipt) expect(record.receipts[index], 'a receipt is kept').toEqual(receipt)
  }
  const takesOver = record.owner !== before.record.owner && before.record.state === 'IN_PROGRESS'
  if (takesOver) expect(before.record.leaseUntil, 'a live lease is not stolen').toBeLessThanOrEqual(at)
}

function checkOrder(published: readonly Published[]): void {
  for (const group of new Set(published.map(({ said }) => said.group))) {
    const order = published.filter(({ said }) => said.group === group).map(({ said }) => said.index)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
  }
}

/** What a request may have tried that is refused: to have its key, which was another's in the end. */
const FOR_ITS_KEY: readonly string[] = ['claim', 'take-over']

/** What one answer promises, whatever befell the others. A request without an answer crashed. */
function checkCall(world: World, call: Call): void {
  const { answer, body, done } = call
  if (body.text === INVALID) expect(done, 'calls for a request that is not valid').toEqual([])
  if (!answer) return
  expect([202, 207, 400, 409, 422, 503]).toContain(answer.status)
  const published = new Set(publishedUnder(world, body.key).map(({ id }) => id))
  for (const id of acceptedIds(answer)) expect(published).toContain(id)
  if ([400, 409, 422].includes(answer.status)) {
    expect(
      done.filter((place) => !FOR_ITS_KEY.includes(place)),
      'calls for a refused request',
    ).toEqual([])
    expect(world.writes.filter((write) => write.call === call)).toEqual([])
  }
  if (answer.kind === 'unavailable') expect(done).not.toContain('publish')
}

interface Published {
  readonly id: string
  readonly said: Said
}

/** All that SNS took for the requests under a key, in order. */
function publishedUnder(world: World, key: number): readonly Published[] {
  const messages = world.sns.messages.get(shapeOf({ key }).topic) ?? []
  return messages
    .map(({ body }) => fromEnvelope(body))
    .map((event) => ({ id: event.attributes.id, said: dataValue(event) as Said }))
    .filter(({ said }) => said.key === key)
}

function acceptedIds({ body }: Answer): Set<string> {
  const { id, results = [] } = body as { id?: string; results?: readonly { id?: string }[] }
  return new Set([id, ...results.map((result) => result.id)].filter((each) => each !== undefined))
}
