import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { causeOf, originOf, withoutDeath } from '../../../lib/messaging/dead-letter/dead-letter.ts'
import { NonRetriableError, RetryAfter } from '../../../lib/messaging/errors.ts'
import type { Ledger } from '../../../lib/messaging/ports.ts'
import { QUEUE_RETENTION_SECONDS } from '../../../lib/topology/settings.ts'
import { type Bench, bench, type TestHandler } from '../../support/deliver.ts'

const fails: TestHandler = () => {
  throw new TypeError('no luck')
}

/** Delivers until the queue has nothing to receive any more, however late. */
async function deliversToTheEnd(on: Bench): Promise<void> {
  for (let round = 0; round < 12; round += 1) {
    await on.delivers()
    await on.clock.advance(43_200_000)
  }
}

describe('an event', () => {
  it('that is handled is acknowledged and DONE', async () => {
    const seen: unknown[] = []
    const on = bench((event, context) => {
      const { attempt, env, tables } = context
      seen.push({ data: event.data, text: event.dataText, id: event.id, attempt, env, tables })
    })
    await on.arrives()
    expect(await on.delivers()).toEqual([])
    expect(seen).toEqual([
      { data: { n: 1 }, text: '{"n":1}', id: 'e-1', attempt: 1, env: { LEVEL: '1' }, tables: { stock: 'T' } },
    ])
    expect(await on.record()).toMatchObject({ state: 'DONE', attempts: 1, doneAt: on.clock.now() })
    expect(await on.receives()).toEqual([])
  })

  it('that comes again is acknowledged without its handler', async () => {
    let runs = 0
    const on = bench(() => {
      runs += 1
    })
    await on.arrives()
    await on.delivers()
    await on.arrives({ time: '2026-02-01T00:00:00Z', traceparent: 'another' })
    expect(await on.delivers()).toEqual([])
    expect(runs).toBe(1)
  })

  it('that comes twice in one batch is one delivery with one outcome', async () => {
    let runs = 0
    const on = bench(() => {
      runs += 1
      throw new Error('once for both')
    })
    const ids = [await on.arrives(), await on.arrives({ time: '2026-02-01T00:00:00Z' })]
    expect(await on.delivers()).toEqual(ids)
    expect(runs).toBe(1)
    expect(await on.record()).toMatchObject({ attempts: 1 })
    expect(new Set(on.delays.values()).size).toBe(1)
  })

  it('by the same source and id with other content goes to the dead letters, the first one untouched', async () => {
    let runs = 0
    const on = bench(() => {
      runs += 1
    })
    await on.arrives()
    await on.delivers()
    const first = await on.record()
    expect(first).toMatchObject({ state: 'DONE' })
    await on.clock.advance(1_000)
    await on.arrives({ data: { n: 2 } })
    expect(await on.delivers()).toEqual([])
    expect(causeOf((await on.deadLetters())[0]?.attributes ?? {})).toMatchObject({ code: 'ID_REUSED' })
    expect(await on.record()).toEqual(first)
    expect(runs).toBe(1)
  })

  it('of one batch does not fail with another', async () => {
    const on = bench((event) => {
      if (event.id === 'bad') throw new Error('bad')
    })
    await on.arrives({ id: 'good' })
    const bad = await on.arrives({ id: 'bad' })
    await on.arrives({ id: 'better' })
    expect(await on.delivers()).toEqual([bad])
    expect(await on.record('better')).toMatchObject({ state: 'DONE' })
  })

  it('is handled, and the canary beside it acknowledged without a word', async () => {
    const on = bench(() => undefined)
    await on.arrives()
    await on.arrivesText('{"specversion":"1.0"}', { 'omnibus-canary': 'orders' })
    expect(await on.delivers()).toEqual([])
    expect(await on.receives()).toEqual([])
    expect(await on.deadLetters()).toEqual([])
    expect(on.logged.map(({ message }) => message)).toEqual(['processed'])
    const of = { topic: 'orders', subscription: 'billing' }
    expect(on.metrics.values('AgeAtClaim', of)).toHaveLength(1)
  })

  it('is logged in one line without its data', async () => {
    const on = bench(() => undefined)
    await on.arrives({ data: { n: 271828 } })
    await on.delivers()
    expect(on.logged).toHaveLength(1)
    expect(on.logged[0]).toMatchObject({
      message: 'processed',
      fields: { id: 'e-1', subscription: 'billing' },
    })
    expect(JSON.stringify(on.logged)).not.toContain('271828')
  })
})

describe('a failure', () => {
  it('comes back, counted, with its cause', async () => {
    const on = bench(fails)
    const id = await on.arrives()
    expect(await on.delivers()).toEqual([id])
    const cause = { code: 'TypeError', text: 'no luck' }
    expect(await on.record()).toMatchObject({ state: 'FAILED', attempts: 1, cause })
  })

  it('waits by the policy: exponential with jitter, between its least delay and the ceiling of the attempt', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 0.999_999, noNaN: true }), async (fraction) => {
        const on = bench(fails, { fraction })
        const id = await on.arrives()
        for (const ceiling of [1, 2]) {
          await on.delivers()
          expect(on.delays.get(id)).toBeGreaterThanOrEqual(1)
          expect(on.delays.get(id)).toBeLessThanOrEqual(ceiling)
          await on.clock.advance(2_000)
        }
      }),
      { numRuns: 20 },
    )
  })

  it.each([
    [7, 7],
    [0.2, 1],
    [0, 0],
    [-5, 0],
    [1e9, 42_000],
    [Number.POSITIVE_INFINITY, 42_000],
    [Number.NaN, 1],
  ])('with RetryAfter(%d) waits %d s', async (seconds, waited) => {
    const on = bench(() => {
      throw new RetryAfter(seconds)
    })
    const id = await on.arrives()
    expect(await on.delivers()).toEqual([id])
    expect(on.delays.get(id)).toBe(waited)
  })

  it('that asks for the longest wait each time is a dead letter before its queue forgets it', async () => {
    let runs = 0
    const on = bench(
      () => {
        runs += 1
        throw new RetryAfter(21_600)
      },
      { subscription: 'patient' },
    )
    const id = await on.arrives()
    const startedAt = on.clock.now()
    while ((await on.delivers()).length > 0) await on.clock.advance((on.delays.get(id) as number) * 1_000)
    expect(runs).toBe(30)
    expect(on.clock.now() - startedAt).toBeLessThan((QUEUE_RETENTION_SECONDS / 2) * 1_000)
    expect(await on.deadLetters()).toHaveLength(1)
  })

  it('succeeds at a later attempt, and leaves no cause behind', async () => {
    const attempts: number[] = []
    const on = bench((_event, { attempt }) => {
      attempts.push(attempt)
      if (attempt < 3) throw new Error('not yet')
    })
    await on.arrives()
    await deliversToTheEnd(on)
    expect(attempts).toEqual([1, 2, 3])
    const record = await on.record()
    expect(record).toMatchObject({ state: 'DONE', attempts: 3 })
    expect(record).not.toHaveProperty('cause')
  })

  it('that SQS cannot be told the delay of does not fail the batch', async () => {
    const changeVisibility = async () => {
      throw new Error('SQS is away')
    }
    const on = bench(fails, { queue: (queue) => ({ ...queue, changeVisibility }) })
    const id = await on.arrives()
    expect(await on.delivers()).toEqual([id])
    expect(on.logged.map(({ message }) => message)).toContain('visibility timeout not changed')
  })

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['text', 'text'],
    ['an object without a prototype', Object.create(null)],
    ['an error with a name that is not text', Object.assign(new Error('x'), { name: 7 })],
  ])('may throw %s', async (_name, thrown) => {
    const on = bench(() => {
      throw thrown
    })
    const id = await on.arrives()
    expect(await on.delivers()).toEqual([id])
    expect(await on.record()).toMatchObject({ state: 'FAILED' })
    await on.clock.advance(180_000)
    await deliversToTheEnd(on)
    expect(await on.deadLetters()).toHaveLength(1)
  })
})

describe('a dead letter', () => {
  const unhandled: TestHandler = () => {
    throw new Error('never reached')
  }
  it.each<[string, string, TestHandler, Parameters<Bench['arrives']>[0], number]>([
    ['an event without a handler', 'NO_HANDLER', unhandled, { type: 'shipped' }, 1],
    ['an event of an unknown type', 'NO_HANDLER', unhandled, { type: 'toString' }, 1],
    ['data that does not fit the schema', 'SCHEMA_MISMATCH', unhandled, { data: { n: 'one' } }, 1],
    [
      'a version of the schema that there is no more',
      'SCHEMA_MISMATCH',
      unhandled,
      { dataschema: 'urn:omnibus:schema:orders:placed:2' },
      1,
    ],
    [
      'a NonRetriableError',
      'NonRetriableError',
      () => {
        throw new NonRetriableError('hopeless')
      },
      {},
      1,
    ],
    ['the last attempt', 'TypeError', fails, {}, 3],
  ])(
    'is made of %s, byte for byte, with its cause and origin',
    async (_name, code, handler, event, attempts) => {
      const on = bench(handler)
      const messageId = await on.arrives(event)
      const sentAt = on.clock.now()
      const [message] = await on.receives()
      await on.clock.advance(180_000)
      await deliversToTheEnd(on)
      const [letter, ...more] = await on.deadLetters()
      expect(more).toEqual([])
      expect(letter?.body).toBe(message?.body)
      expect(withoutDeath(letter?.attributes ?? {})).toEqual(message?.attributes)
      expect(causeOf(letter?.attributes ?? {})).toMatchObject({ code })
      expect(originOf(letter?.attributes ?? {})).toEqual({
        subscription: 'billing',
        messageId,
        sentAt,
        attempts,
      })
      expect(await on.record()).toMatchObject({ state: 'DEAD', attempts, cause: { code } })
      expect(await on.receives()).toEqual([])
    },
  )

  it.each(['', 'not JSON', '{}', '[]', '\uFEFF{}', '{"specversion":"1.0","__proto__":{}}', 'null'])(
    'is made of the body %j, which is no event',
    async (body) => {
      const on = bench(unhandled)
      await on.arrivesText(body, { a: 'b' })
      expect(await on.delivers()).toEqual([])
      const [letter] = await on.deadLetters()
      expect(letter).toMatchObject({
        body,
        attributes: { a: 'b', cause: expect.stringMatching(/^UNREADABLE: /) },
      })
    },
  )

  it('is sent before the ledger says DEAD, and its message is acknowledged after that', async () => {
    const steps: string[] = []
    const noting = (ledger: Ledger<never>): Ledger<never> => ({
      ...ledger,
      async replace(record, over) {
        steps.push(record.state)
        return ledger.replace(record, over)
      },
    })
    const on = bench(
      () => {
        throw new NonRetriableError('hopeless')
      },
      {
        ledger: noting as never,
        deadLetters: (queue) => ({
          ...queue,
          send: async (message) => {
            steps.push('sent')
            return queue.send(message)
          },
        }),
      },
    )
    await on.arrives()
    const records = await on.receives()
    const response = await on.runs(records)
    steps.push(`failed: ${response.batchItemFailures.length}`)
    expect(steps).toEqual(['sent', 'DEAD', 'failed: 0'])
  })

  it('that could not be sent keeps its message on the queue, and its last attempt', async () => {
    let away = true
    const on = bench(fails, {
      deadLetters: (queue) => ({
        ...queue,
        send: async (message) => {
          if (away) throw new Error('SQS is away')
          return queue.send(message)
        },
      }),
    })
    const id = await on.arrives()
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(await on.delivers()).toEqual([id])
      await on.clock.advance(180_000)
    }
    expect(await on.record()).not.toMatchObject({ state: 'DEAD' })
    away = false
    await deliversToTheEnd(on)
    expect(await on.deadLetters()).toHaveLength(1)
    expect(await on.record()).toMatchObject({ state: 'DEAD', attempts: 4 })
  })

  it('whose consumer dies before DEAD is written is sent again, and lost never', async () => {
    let dying = true
    const on = bench(fails, {
      ledger: (ledger) => ({
        ...ledger,
        async replace(record, over) {
          if (record.state === 'DEAD' && dying) throw new Error('the consumer dies here')
          return ledger.replace(record, over)
        },
      }),
    })
    const id = await on.arrives()
    await on.delivers()
    await on.clock.advance(180_000)
    await on.delivers()
    await on.clock.advance(180_000)
    expect(await on.delivers()).toEqual([id])
    expect(await on.deadLetters()).toHaveLength(1)
    dying = false
    await on.clock.advance(180_000)
    expect(await on.delivers()).toEqual([])
    expect(await on.deadLetters()).toHaveLength(2)
    expect(await on.record()).toMatchObject({ state: 'DEAD' })
  })

  it('whose consumer dies before the acknowledgement is not run and not sent again', async () => {
    let runs = 0
    const on = bench(() => {
      runs += 1
      throw new NonRetriableError('hopeless')
    })
    await on.arrives()
    await on.runs(await on.receives())
    await on.clock.advance(180_000)
    expect(await on.delivers()).toEqual([])
    expect(await on.receives()).toEqual([])
    expect(await on.deadLetters()).toHaveLength(1)
    expect(runs).toBe(1)
  })

  it.each([
    ['after', 1],
    ['before', -1],
  ])(
    'that is put back while its dead message waits to be acknowledged is handled, though it comes in one batch %s it',
    async (_name, order) => {
      let mended = false
      let runs = 0
      const on = bench(() => {
        runs += 1
        if (!mended) throw new NonRetriableError('hopeless')
      })
      await on.arrives()
      await on.runs(await on.receives())
      mended = true
      await on.clock.advance(180_000)
      await on.arrives()
      const records = (await on.receives()).toSorted((one, other) => (one.sentAt - other.sentAt) * order)
      const response = await on.runs(records)
      expect(response.batchItemFailures).toEqual([])
      await on.acknowledges(records, response)
      expect(runs).toBe(2)
      expect(await on.record()).toMatchObject({ state: 'DONE' })
      expect(await on.receives()).toEqual([])
    },
  )

  it('that is put back by anyone, under another message id, starts a new round', async () => {
    let mended = false
    const attempts: number[] = []
    const on = bench((_event, { attempt }) => {
      attempts.push(attempt)
      if (!mended) throw new NonRetriableError('hopeless')
    })
    await on.arrives()
    await on.delivers()
    mended = true
    const [letter] = await on.deadLetters()
    await on.arrivesText(letter?.body ?? '', letter?.attributes)
    expect(await on.delivers()).toEqual([])
    expect(attempts).toEqual([1, 1])
    const record = await on.record()
    expect(record).toMatchObject({ state: 'DONE' })
    expect(record).not.toHaveProperty('deadAt')
  })
})

describe('a ledger that cannot be reached', () => {
  const away = async () => {
    throw new Error('DynamoDB is away')
  }

  it('at the claim brings the event back, its handler not run', async () => {
    let runs = 0
    const on = bench(
      () => {
        runs += 1
      },
      { ledger: (ledger) => ({ ...ledger, insert: away }) },
    )
    const id = await on.arrives()
    expect(await on.delivers()).toEqual([id])
    expect(runs).toBe(0)
    expect(on.logged).toContainEqual(
      expect.objectContaining({
        message: 'retry',
        fields: expect.objectContaining({ cause: 'UNAVAILABLE' }),
      }),
    )
  })

  it.each([
    ['a failure', fails],
    [
      'a death',
      () => {
        throw new NonRetriableError('x')
      },
    ],
  ] as [string, TestHandler][])('at the end of %s brings the event back', async (_name, handler) => {
    const on = bench(handler, { ledger: (ledger) => ({ ...ledger, replace: away }) })
    const id = await on.arrives()
    expect(await on.delivers()).toEqual([id])
  })

  /** Delivers to a handler that succeeds, with a ledger that does so at the end of it, one time after another. */
  async function succeeding(
    atTheEnd: (time: number, write: () => ReturnType<Ledger['replace']>) => ReturnType<Ledger['replace']>,
    fraction = 0.5,
  ) {
    let runs = 0
    const tries: number[] = []
    const on = bench(
      () => {
        runs += 1
      },
      {
        fraction,
        ledger: (ledger) => ({
          ...ledger,
          replace: (record, over) => {
            if (record.state !== 'DONE') return ledger.replace(record, over)
            return atTheEnd(tries.push(on.clock.now() - startedAt), () => ledger.replace(record, over))
          },
        }),
      },
    )
    const startedAt = on.clock.now()
    const id = await on.arrives()
    const state: { answered?: readonly string[] } = {}
    void on.delivers().then((failed) => (state.answered = failed))
    const until = (milliseconds: number) => on.clock.advance(startedAt + milliseconds - on.clock.now())
    return { on, id, state, tries, until, runs: () => runs }
  }

  it('at the end of a success is told it again, after ever longer waits, until it takes it', async () => {
    const { on, state, tries, until, runs } = await succeeding((time, write) => (time < 9 ? away() : write()))
    await until(29_000)
    expect(tries).toEqual([0, 50, 150, 350, 750, 1_550, 3_150, 5_650, 8_150])
    expect(state.answered).toEqual([])
    expect(await on.record()).toMatchObject({ state: 'DONE', attempts: 1, doneAt: on.clock.now() - 29_000 })
    expect(await on.receives()).toEqual([])
    expect(runs()).toBe(1)
  })

  it('at the end of a success waits as long as chance has it, between nothing and twice the time before', async () => {
    const { tries, until } = await succeeding((time, write) => (time < 9 ? away() : write()), 0.999)
    await until(29_000)
    expect(tries.map(Math.round)).toEqual([0, 100, 300, 699, 1_499, 3_097, 6_294, 11_289, 16_284])
  })

  it('at the end of a success and all the rest of the time brings the event back, in time', async () => {
    const { on, id, state, tries, until, runs } = await succeeding(away)
    await until(28_999)
    expect(state.answered).toEqual([id])
    expect(tries.length).toBeGreaterThan(10)
    expect(on.logged.at(-1)).toMatchObject({ message: 'retry', fields: { cause: 'UNAVAILABLE' } })
    expect(await on.record()).toMatchObject({ state: 'IN_PROGRESS', attempts: 1 })
    expect(runs()).toBe(1)
  })

  it('that wrote but lost the answer says so when it is asked again: there is no second run', async () => {
    const { on, state, tries, until, runs } = await succeeding(async (time, write) => {
      const result = await write()
      return time === 1 ? away() : result
    })
    await until(50)
    expect(state.answered).toEqual([])
    expect(tries).toHaveLength(2)
    expect(on.logged).toMatchObject([{ message: 'processed' }])
    expect(runs()).toBe(1)
  })

  it('that wrote but whose answers are all lost is told of no second run', async () => {
    const { on, id, state, until, runs } = await succeeding(async (_time, write) => {
      await write()
      return away()
    })
    await until(29_000)
    expect(state.answered).toEqual([id])
    await on.clock.advance(180_000)
    expect(await on.delivers()).toEqual([])
    expect(runs()).toBe(1)
  })
})

describe('the runner', () => {
  it('answers for any bodies and attributes, and throws for none', async () => {
    const anyBody = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.json().map((data) => `{"specversion":"1.0","id":"1","source":"/s","type":"placed","data":${data}}`),
      fc.constantFrom(
        '['.repeat(50_000),
        `{"specversion":"1.0","id":"1","source":"/s","type":"placed","data":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
      ),
    )
    const anyAttributes = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.string({ unit: 'binary' }))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(anyBody, anyAttributes), { maxLength: 5 }), async (messages) => {
        const on = bench(() => undefined)
        for (const [body, attributes] of messages) await on.arrivesText(body, attributes)
        expect(await on.delivers()).toEqual([])
        expect(await on.receives()).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('answers an empty batch with no failures', async () => {
    const on = bench(() => undefined)
    expect(await on.runs([])).toEqual({ batchItemFailures: [] })
  })
})
