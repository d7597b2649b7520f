import { memoryPublishKeys } from '../../../lib/adapters/memory/memory-publish-keys.ts'
import { memoryPublisher } from '../../../lib/adapters/memory/memory-publisher.ts'
import type { HttpResponse } from '../../../lib/messaging/http.ts'
import type { Publisher, SendResult } from '../../../lib/messaging/ports.ts'
import { Problem, type ProblemDocument } from '../../../lib/messaging/problem.ts'
import { handlePublish } from '../../../lib/messaging/publish/handle-publish.ts'
import type { PublishKeyRecord, PublishKeys } from '../../../lib/messaging/publish/ports.ts'
import { fakeRandom } from '../../support/fake-clock.ts'
import { type Body, httpRequest, topology } from './publish-requests.ts'

/**
 * What can befall a call to the world outside.
 * refused: it had no effect, and fails. lost: it had its effect, and fails all the same. repeated: its answer was lost
 * and the SDK called again. part: SNS took some of the messages. crash: the function dies before or after it.
 */
export const FAULTS = ['refused', 'lost', 'repeated', 'part', 'crash-before', 'crash-after'] as const
export type Fault = (typeof FAULTS)[number]

export const PLACES = ['claim', 'take-over', 'publish', 'settle', 'pause'] as const
type Place = (typeof PLACES)[number]

/** One request on its way, with all that it has done outside. */
export interface Call {
  readonly body: Body
  readonly done: string[]
  answer?: Answer
}

export interface Answer {
  readonly status: number
  readonly kind?: string
  readonly replayed: boolean
  readonly body: unknown
}

interface Pending {
  readonly call: Call
  readonly place: Place
  /** Of messages, for SNS. */
  readonly size: number
  readonly perform: (taken: number) => Promise<unknown>
  /** What the caller sees of a failure: SNS's port gives results, the table's throws. */
  readonly fail: () => unknown
  readonly settle: (outcome: Promise<unknown>) => void
}

/**
 * The publish endpoint between a table and an SNS in memory, where no call goes out by itself: each waits until the
 * driver lets it through, in any order, with or without a fault. Time stands still until the driver moves it.
 */
export class World {
  readonly pending: Pending[] = []
  readonly calls: Call[] = []
  readonly records = memoryPublishKeys()
  readonly sns = memoryPublisher(Object.keys(topology.topics))
  /** Every write of a key's record that happened, in order. */
  readonly writes: { readonly call: Call; readonly record: PublishKeyRecord; readonly at: number }[] = []
  private now = Date.UTC(2026, 0, 1)
  private readonly random = fakeRandom()

  async start(body: Body): Promise<Call> {
    const call: Call = { body, done: [] }
    this.calls.push(call)
    // What a signal can end is a limit of time, and no call hangs here.
    const clock = {
      now: () => this.now,
      sleep: (milliseconds: number, signal?: AbortSignal) =>
        signal ? new Promise<never>(() => undefined) : this.pause(call, milliseconds),
    }
    const deps = {
      topology,
      bucket: 'claims',
      publisher: this.publisherFor(call),
      keys: this.keysFor(call),
      clock,
      random: this.random,
      logger: { info: () => undefined, warn: () => undefined },
      metrics: { add: () => undefined },
    }
    void handlePublish(deps, httpRequest(body)).then(
      (response) => (call.answer = answerOf(response)),
      (error: unknown) => (call.answer = refusal(error)),
    )
    await turn()
    return call
  }

  /** Lets one waiting call through. Gives the fault that truly happened: not each can befall every call. */
  async step(position: number, fault?: Fault): Promise<{ place: Place; fault?: Fault } | undefined> {
    const [next] = this.pending.splice(position % Math.max(this.pending.length, 1), 1)
    if (!next) return undefined
    const { call, place } = next
    const applied = applicable(next, fault)
    if (applied !== 'crash-before' && applied !== 'refused') {
      const taken = applied === 'part' ? Math.ceil(next.size / 2) : next.size
      const outcome = next.perform(taken)
      await outcome
      if (applied === 'repeated') next.settle(next.perform(next.size))
      else if (applied === 'lost') next.settle(Promise.resolve().then(next.fail))
      else if (applied !== 'crash-after') next.settle(outcome)
    } else if (applied === 'refused') next.settle(Promise.resolve().then(next.fail))
    if (applied === 'crash-before' || applied === 'crash-after') this.kill(call)
    await turn()
    return { place, ...(applied && { fault: applied }) }
  }

  tick(milliseconds: number): void {
    this.now += milliseconds
  }

  /** Lets a request run to its end without a fault. */
  async finish(call: Call): Promise<Answer> {
    while (!call.answer) {
      const position = this.pending.findIndex((waiting) => waiting.call === call)
      if (position < 0) throw new Error('A request neither waits nor answers.')
      await this.step(position)
    }
    return call.answer
  }

  /** Nothing that a dead function has under way goes on. */
  private kill(call: Call): void {
    const others = this.pending.filter((waiting) => waiting.call !== call)
    this.pending.splice(0, this.pending.length, ...others)
  }

  private waitFor<T>(waiting: Omit<Pending, 'settle'>): Promise<T> {
    waiting.call.done.push(waiting.place)
    return new Promise((resolve) => {
      this.pending.push({ ...waiting, settle: (outcome) => resolve(outcome as Promise<T>) })
    })
  }

  private pause(call: Call, milliseconds: number): Promise<void> {
    const perform = async (): Promise<void> => this.tick(milliseconds)
    return this.waitFor({ call, place: 'pause', size: 0, perform, fail: () => undefined })
  }

  private keysFor(call: Call): PublishKeys {
    const write = (
      place: Place,
      record: PublishKeyRecord,
      attempt: () => ReturnType<PublishKeys['insert']>,
    ): ReturnType<PublishKeys['insert']> =>
      this.waitFor({
        call,
        place,
        size: 1,
        perform: async () => {
          const result = await attempt()
          if (result.written) this.writes.push({ call, record, at: this.now })
          return result
        },
        fail: () => {
          throw new Error('The table did not answer.')
        },
      })
    return {
      insert: (record, nowSeconds) => write('claim', record, () => this.records.insert(record, nowSeconds)),
      replace: (record, over) => {
        const place = record.state === 'IN_PROGRESS' ? 'take-over' : 'settle'
        return write(place, record, () => this.records.replace(record, over))
      },
    }
  }

  private publisherFor(call: Call): Publisher {
    return {
      publish: (topic, messages) =>
        this.waitFor({
          call,
          place: 'publish',
          size: messages.length,
          perform: async (taken) => {
            const sent = await this.sns.publish(topic, messages.slice(0, taken))
            return [...sent, ...messages.slice(taken).map(() => NOT_TAKEN)]
          },
          fail: () => messages.map(() => NOT_TAKEN),
        }),
    }
  }
}

const NOT_TAKEN: SendResult = {
  ok: false,
  retriable: true,
  code: 'InternalError',
  detail: 'of the simulation',
}

function applicable({ place, size }: Pending, fault: Fault | undefined): Fault | undefined {
  if (place === 'pause') return fault === 'crash-before' ? fault : undefined
  if (fault === 'part') return place === 'publish' && size > 1 ? fault : undefined
  return fault
}

function answerOf({ status, headers, body }: HttpResponse): Answer {
  return { status, body, replayed: headers?.['idempotency-replayed'] === 'true' }
}

function refusal(error: unknown): Answer {
  if (!(error instanceof Problem)) throw error
  const body: ProblemDocument = error.toDocument()
  return { status: error.status, kind: error.kind, replayed: false, body }
}

/** Everything that is ready runs, and nothing else. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
