import { isDeepStrictEqual } from 'node:util'
import type { Subject, TheirWay } from './subjects.ts'

/** Something that befalls consumers, and whether the work was neither lost nor repeated. */
export interface Scenario {
  readonly name: string
  /** The library's own ways of use in which it can happen: only its middleware answers before the work has ended. */
  readonly theirWays: readonly TheirWay[]
  readonly isSafe: (subject: Subject) => Promise<boolean>
}

/** Work that begins, and ends when it is told to. */
function held() {
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const work = async (delivery: string): Promise<string> => {
    begun.resolve()
    await end.promise
    return delivery
  }
  return {
    work,
    begun: begun.promise,
    succeed: () => end.resolve(),
    fail: () => end.reject(new Error('late')),
  }
}

/** Longer than the time of a short delivery, and every grace that is given to it. */
const PAST_THE_LEASE = 3_000
const SHORT = 300
const LONG = 30_000

const quick = async (delivery: string): Promise<string> => delivery

/** A first delivery that goes on after its lease, and a second that has done the work meanwhile. */
async function takenOver(subject: Subject) {
  const late = held()
  const first = subject.deliver('first', SHORT, late.work)
  await late.begun
  await subject.pass(PAST_THE_LEASE)
  const second = await subject.deliver('second', LONG, quick)
  if (second !== 'done') throw new Error(`The second delivery was to take over, and ended as: ${second}.`)
  return { late, first }
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a late success leaves the result of the delivery that took over',
    theirWays: ['function', 'batch'],
    isSafe: async (subject) => {
      const { late, first } = await takenOver(subject)
      const result = await subject.record()
      late.succeed()
      await first
      await subject.ended()
      return isDeepStrictEqual(await subject.record(), result)
    },
  },
  {
    name: 'a late failure leaves it, too: the work is not done a third time',
    theirWays: ['function', 'batch'],
    isSafe: async (subject) => {
      const { late, first } = await takenOver(subject)
      late.fail()
      await first
      await subject.ended()
      return (await subject.deliver('third', LONG, quick)) === 'skipped'
    },
  },
  {
    name: 'a delivery that begins without time left does not lock the event for an hour',
    theirWays: ['function', 'batch'],
    isSafe: async (subject) => {
      const killed = held()
      const first = subject.deliver('first', 0, killed.work)
      await Promise.race([killed.begun, first])
      await subject.pass(60_000)
      return (await subject.deliver('second', LONG, quick)) === 'done'
    },
  },
  {
    name: 'work that has just outlived its time is not begun again beside itself',
    theirWays: ['middleware'],
    isSafe: async (subject) => {
      const slow = held()
      const first = subject.deliver('first', SHORT, slow.work)
      await slow.begun
      await subject.pass(SHORT)
      await first
      const second = await subject.deliver('second', LONG, quick)
      slow.succeed()
      await subject.ended()
      await subject.pass(PAST_THE_LEASE)
      const third = await subject.deliver('third', LONG, quick)
      return second === 'comes back' && third !== 'comes back'
    },
  },
  {
    name: 'a duplicate that is turned away leaves the lock of the one at work',
    theirWays: ['middleware', 'batch'],
    isSafe: async (subject) => {
      const working = held()
      const first = subject.deliver('first', LONG, working.work)
      await working.begun
      await subject.deliver('second', LONG, quick)
      const third = await subject.deliver('third', LONG, quick)
      working.succeed()
      const ends = [await first, third, await subject.deliver('fourth', LONG, quick)]
      return isDeepStrictEqual(ends, ['done', 'comes back', 'skipped'])
    },
  },
]
