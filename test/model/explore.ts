import { createHash } from 'node:crypto'
import { memoryLedger } from '../../lib/adapters/memory/memory-ledger.ts'
import type { DeliveryRecord, Ledger } from '../../lib/messaging/ports.ts'
import {
  type Answer,
  type DeliveryOf,
  type HandlerKind,
  type Operation,
  replay,
  type Seen,
  type Standing,
} from './delivery-process.ts'

/** Everything there is at one moment. */
export interface State {
  readonly now: number
  readonly record?: DeliveryRecord
  readonly effects: number
  readonly buried: number
  readonly faults: number
  readonly deliveries: readonly { readonly startedAt?: number; readonly seen: readonly Seen[] }[]
}

/** One thing that happened, and what it led to. */
export interface Step {
  readonly action: string
  readonly before: State
  readonly after: State
  /** How the deliveries stand after it, by position; undefined before their start. */
  readonly standings: readonly (Standing | undefined)[]
}

export interface Exploration {
  readonly states: number
  readonly mostEffects: number
  /** The shortest way to a broken promise. */
  readonly counterexample?: { readonly broken: string; readonly actions: readonly string[] }
}

export interface Model {
  readonly handler: HandlerKind
  readonly deliveries: readonly DeliveryOf[]
  readonly ticks: number
  /** Lost answers, refusals, failures of the handler and missed deadlines in one history. A crash is free. */
  readonly maxFaults: number
  /** Gives the promise that a step breaks, if any. */
  readonly check: (step: Step) => string | undefined
  /** A mistake planted on purpose. */
  readonly wrap?: (ledger: Ledger) => Ledger
}

/**
 * Visits every state that can be reached, the nearest first: deliveries start, calls go through in any order or not at
 * all, answers are lost, time passes. A delivery that is never moved again has crashed, so crashes are everywhere.
 */
export async function explore(model: Model): Promise<Exploration> {
  const standingOf = rememberedReplay(model)
  const first: State = {
    now: 0,
    effects: 0,
    buried: 0,
    faults: 0,
    deliveries: model.deliveries.map(() => ({ seen: [] })),
  }
  const cameFrom = new Map<string, { readonly parent?: string; readonly action: string }>()
  let frontier = new Map([[hashOf(first), first]])
  cameFrom.set(hashOf(first), { action: 'nothing' })
  let mostEffects = 0
  while (frontier.size > 0) {
    const next = new Map<string, State>()
    for (const [parent, before] of frontier) {
      for (const { action, after } of await successors(model, standingOf, before)) {
        mostEffects = Math.max(mostEffects, after.effects)
        const standings = await Promise.all(after.deliveries.map((_each, index) => standingOf(after, index)))
        // Before the state is looked up: what a step may not do is wrong on the way to a known state, too.
        const broken = model.check({ action, before, after, standings })
        if (broken !== undefined) {
          const actions = [...wayTo(parent, cameFrom), action]
          return { states: cameFrom.size, mostEffects, counterexample: { broken, actions } }
        }
        const hash = hashOf(after)
        if (cameFrom.has(hash)) continue
        cameFrom.set(hash, { parent, action })
        next.set(hash, after)
      }
    }
    frontier = next
  }
  return { states: cameFrom.size, mostEffects }
}

type StandingOf = (state: State, index: number) => Promise<Standing | undefined>

/** Different interleavings lead a delivery to the same place: it is worked out once. */
function rememberedReplay({ deliveries, handler }: Model): StandingOf {
  const known = new Map<string, Promise<Standing>>()
  return async (state, index) => {
    const { startedAt, seen } = state.deliveries[index] as State['deliveries'][number]
    if (startedAt === undefined) return undefined
    const key = `${index} ${startedAt} ${JSON.stringify(seen)}`
    const standing = known.get(key) ?? replay(deliveries[index] as DeliveryOf, handler, startedAt, seen)
    known.set(key, standing)
    return standing
  }
}

interface Successor {
  readonly action: string
  readonly after: State
}

async function successors(model: Model, standingOf: StandingOf, state: State): Promise<Successor[]> {
  const found: Successor[] = []
  if (state.now < model.ticks) found.push({ action: 'time passes', after: { ...state, now: state.now + 1 } })
  for (const [index, { name }] of model.deliveries.entries()) {
    const standing = await standingOf(state, index)
    if (!standing) {
      const after = withDelivery(state, index, { startedAt: state.now, seen: [] })
      found.push({ action: `${name} starts`, after })
      continue
    }
    for (const of of standing.waiting) {
      const operation = standing.operations[of] as Operation
      for (const { fault, after, answer } of await outcomes(model, state, operation)) {
        const action = `${name} ${operation.call}${fault === undefined ? '' : ` (${fault})`}`
        found.push({ action, after: seeing(after, index, { of, at: state.now, answer }) })
      }
    }
    const exceeded = state.deliveries[index]?.seen.some(({ of }) => of === 'deadline')
    if (standing.running && !standing.outcome && !exceeded && state.faults < model.maxFaults) {
      const after = { ...state, faults: state.faults + 1 }
      const seen = { of: 'deadline', at: state.now, answer: RESULT } as const
      found.push({ action: `${name} runs out of time`, after: seeing(after, index, seen) })
    }
  }
  return found
}

const RESULT: Answer = { kind: 'result', value: undefined }
const ERROR: Answer = { kind: 'error', name: 'Error' }

interface Performed {
  readonly fault?: string
  readonly after: State
  readonly answer: Answer
}

/** All that can become of one call: done, done and its answer lost, done twice by the SDK, not done. */
async function outcomes(model: Model, state: State, operation: Operation): Promise<Performed[]> {
  const once = await perform(model, state, operation)
  if (state.faults >= model.maxFaults) return [once]
  const faulty = { ...state, faults: state.faults + 1 }
  const onceFaulty = await perform(model, faulty, operation)
  const twice = await perform(model, onceFaulty.after, operation)
  const refused = operation.call === 'effect' ? [{ ...NON_RETRIABLE, after: faulty }] : []
  return [
    once,
    { fault: 'answer lost', after: onceFaulty.after, answer: ERROR },
    { fault: 'repeated by the SDK', ...twice },
    { fault: 'refused', after: faulty, answer: ERROR },
    ...refused,
  ]
}

const NON_RETRIABLE = {
  fault: 'fails for good',
  answer: { kind: 'error', name: 'NonRetriableError' },
} as const

async function perform(model: Model, state: State, operation: Operation): Promise<Performed> {
  if (operation.call === 'bury') return { after: { ...state, buried: state.buried + 1 }, answer: RESULT }
  if (operation.call === 'effect') return { after: { ...state, effects: state.effects + 1 }, answer: RESULT }
  const plain = memoryLedger()
  if (state.record) await plain.insert(state.record, 0)
  const ledger = model.wrap?.(plain) ?? plain
  let effects = 0
  const effect = (): void => {
    effects += 1
  }
  const item = { check: () => true, apply: effect }
  const { record } = operation
  const value =
    operation.call === 'insert'
      ? await ledger.insert(record, operation.nowSeconds)
      : operation.call === 'replace'
        ? await ledger.replace(record, operation.over)
        : await ledger.commit(record, operation.over, [item])
  const [written] = await plain.find(record.eventKey, 0)
  const after = { ...state, effects: state.effects + effects, ...(written && { record: written }) }
  return { after, answer: { kind: 'result', value } }
}

function seeing(state: State, index: number, seen: Seen): State {
  const delivery = state.deliveries[index] as State['deliveries'][number]
  return withDelivery(state, index, { ...delivery, seen: [...delivery.seen, seen] })
}

function withDelivery(state: State, index: number, delivery: State['deliveries'][number]): State {
  return { ...state, deliveries: state.deliveries.with(index, delivery) }
}

function hashOf(state: State): string {
  return createHash('sha1').update(JSON.stringify(state)).digest('base64')
}

function wayTo(
  hash: string,
  cameFrom: ReadonlyMap<string, { readonly parent?: string; readonly action: string }>,
): string[] {
  const actions: string[] = []
  for (let at = cameFrom.get(hash); at?.parent !== undefined; at = cameFrom.get(at.parent))
    actions.unshift(at.action)
  return actions
}
