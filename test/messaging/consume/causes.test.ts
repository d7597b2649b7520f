import { describe, expect, it } from 'vitest'
import { causeOf, originOf, withoutDeath } from '../../../lib/messaging/dead-letter/dead-letter.ts'
import { listDeadLetters } from '../../../lib/messaging/dead-letter/list-dead-letters.ts'
import { NonRetriableError } from '../../../lib/messaging/errors.ts'
import type { DeliveryRecord, ReceivedMessage } from '../../../lib/messaging/ports.ts'
import { REFUSED_BY_SQS } from '../../../lib/messaging/sqs-characters.ts'
import { type Bench, bench, type TestHandler } from '../../support/deliver.ts'

const idle: TestHandler = () => undefined
const causeOfDeath = async (on: Bench) => causeOf((await on.deadLetters())[0]?.attributes ?? {})

describe('a dead letter says', () => {
  it.each<[string, Parameters<Bench['arrives']>[0], string, string | RegExp]>([
    [
      'that nobody handles its type',
      { type: 'shipped' },
      'NO_HANDLER',
      "'billing' has no handler for 'shipped'.",
    ],
    ['what is wrong with its data, and where', { data: { n: 'one' } }, 'SCHEMA_MISMATCH', /^\/data\/n: \S/],
    [
      'which version there is not',
      { dataschema: 'urn:omnibus:schema:orders:placed:2' },
      'SCHEMA_MISMATCH',
      /^\/dataschema: 'urn:omnibus:schema:orders:placed:2' is no version of 'placed'/,
    ],
  ])('%s', async (_name, event, code, text) => {
    const on = bench(idle)
    await on.arrives(event)
    await on.delivers()
    const expected = typeof text === 'string' ? text : expect.stringMatching(text)
    expect(await causeOfDeath(on)).toEqual({ code, text: expected })
  })

  it.each([
    ['characters that SQS refuses', '\u0000\u001B[2J\uFFFE\uD800'],
    ['a kilobyte and more', 'é'.repeat(50_000)],
  ])('what is wrong with its data in what SQS takes, though a key has %s', async (_name, key) => {
    const on = bench({ counted: idle })
    await on.arrives({ type: 'counted', data: { [key]: 'one' } })
    await on.delivers()
    const cause = await causeOfDeath(on)
    expect(cause).toMatchObject({ code: 'SCHEMA_MISMATCH', text: expect.stringMatching(/^\/data\/\S/) })
    expect(cause?.text.search(REFUSED_BY_SQS)).toBe(-1)
    expect(Buffer.byteLength(cause?.text ?? '')).toBeLessThanOrEqual(1024)
    expect(await on.record()).toMatchObject({ state: 'DEAD', cause })
  })

  it('that nobody handles its type in a kilobyte, though that is longer', async () => {
    const on = bench(idle)
    await on.arrives({ type: 'é'.repeat(50_000) })
    await on.delivers()
    const cause = await causeOfDeath(on)
    expect(cause).toMatchObject({
      code: 'NO_HANDLER',
      text: expect.stringMatching(/^'billing' has no handler for 'éé/),
    })
    expect(Buffer.byteLength(cause?.text ?? '')).toBeLessThanOrEqual(1024)
  })

  it('that its id was another event’s', async () => {
    const on = bench(idle)
    await on.arrives()
    await on.delivers()
    await on.arrives({ data: { n: 2 } })
    await on.delivers()
    const text = 'An event with this source and id, but other content, was received before. It is untouched.'
    expect(await causeOfDeath(on)).toEqual({ code: 'ID_REUSED', text })
  })

  it('what was thrown that is no error', async () => {
    const on = bench(() => {
      throw 'a tantrum'
    })
    await on.arrives()
    await on.delivers()
    expect(await on.record()).toMatchObject({ cause: { code: 'THROWN', text: 'a tantrum' } })
  })
})

describe('a dead letter of an event that was redriven', () => {
  const dies: TestHandler = () => {
    throw new NonRetriableError('hopeless')
  }
  const look = async (on: Bench) => {
    const { deps, ledger, clock } = on
    const { letters } = await listDeadLetters({ ...deps, ledger, clock, subscription: 'archive' }, 10)
    return letters.map(({ event, sentAt }) => [event?.attributes.id, sentAt])
  }

  it('is as old as when it first came, in every round, and stays before those that came after it', async () => {
    const on = bench(dies, { subscription: 'archive' })
    const startedAt = on.clock.now()
    await on.arrives({ id: 'a' })
    await on.clock.advance(1_000)
    await on.arrives({ id: 'b' })
    await on.clock.advance(5_000)
    await on.delivers()
    for (let round = 0; round < 3; round += 1) {
      expect(await look(on)).toEqual([
        ['a', startedAt],
        ['b', startedAt + 1_000],
      ])
      const letters = await on.deps.deadLetters.receive(10, 30)
      const first = letters.find(({ body }) => body.includes('"id":"a"')) as ReceivedMessage
      await on.clock.advance(10_000)
      await on.arrivesText(first.body, withoutDeath(first.attributes))
      await on.deps.deadLetters.delete(first.receiptHandle)
      await on.delivers()
      await on.clock.advance(30_000)
    }
  })

  it('of another event with its id is as old as its own message', async () => {
    const on = bench(dies)
    await on.arrives()
    await on.delivers()
    await on.clock.advance(10_000)
    await on.arrives({ data: { n: 2 } })
    await on.delivers()
    const letters = await on.deadLetters()
    expect(letters.map(({ attributes }) => originOf(attributes)?.sentAt)).toEqual([
      on.clock.now() - 10_000,
      on.clock.now(),
    ])
  })
})

describe('an event whose consumers die', () => {
  const never = (): Promise<never> => new Promise(() => undefined)

  /**
   * Delivers an event, one attempt after another: each throws, or its process dies in the handler and cannot even note
   * why it ran out of time. What is left of the record is what such processes leave.
   */
  function mortal(...attempts: readonly (Error | 'dies' | 'succeeds')[]) {
    let runs = 0
    const on = bench(
      () => {
        const fate = attempts[runs]
        runs += 1
        if (fate instanceof Error) throw fate
        return fate === 'dies' ? never() : undefined
      },
      {
        ledger: (ledger) => ({
          ...ledger,
          replace: (record, over) =>
            attempts[runs - 1] === 'dies' && record.owner === over.owner && record.state === 'IN_PROGRESS'
              ? never()
              : ledger.replace(record, over),
        }),
      },
    )
    const delivers = async (times: number) => {
      for (let time = 0; time < times; time += 1) {
        const answer = on.delivers()
        await on.clock.advance(180_000)
        await answer
      }
    }
    return { on, delivers, runs: () => runs }
  }
  const TEXT = 'In the last of 3 attempts the consumer died, ran out of time, or could not tell how it ended.'

  it('is a dead letter, not run again, once it has had all its attempts', async () => {
    const { on, delivers, runs } = mortal('dies', 'dies', 'dies')
    await on.arrives()
    await delivers(4)
    expect(runs()).toBe(3)
    expect(await causeOfDeath(on)).toEqual({ code: 'ATTEMPTS_EXHAUSTED', text: TEXT })
    const [letter] = await on.deadLetters()
    expect(originOf(letter?.attributes ?? {})).toMatchObject({ attempts: 3 })
    expect(await on.record()).toMatchObject({ state: 'DEAD' })
  })

  it('has the words of its last attempt that left any', async () => {
    const { on, delivers } = mortal(new TypeError('first'), new RangeError('second'), 'dies')
    await on.arrives()
    await delivers(4)
    expect(await causeOfDeath(on)).toEqual({ code: 'RangeError', text: 'second' })
  })

  it('is run as long as it has an attempt left', async () => {
    const { on, delivers, runs } = mortal('dies', 'dies', 'succeeds')
    await on.arrives()
    await delivers(3)
    expect(runs()).toBe(3)
    expect(await on.record()).toMatchObject({ state: 'DONE', attempts: 3 })
    expect(await on.deadLetters()).toEqual([])
  })

  it('has not the words of an earlier round, which were of what may be mended', async () => {
    const { on, delivers, runs } = mortal(new NonRetriableError('mended since'), 'dies', 'dies', 'dies')
    await on.arrives()
    await delivers(1)
    const [letter] = await on.deadLetters()
    await on.arrivesText(letter?.body ?? '', withoutDeath(letter?.attributes ?? {}))
    await delivers(4)
    expect(runs()).toBe(4)
    const causes = (await on.deadLetters()).map(({ attributes }) => causeOf(attributes))
    expect(causes).toEqual([
      { code: 'NonRetriableError', text: 'mended since' },
      { code: 'ATTEMPTS_EXHAUSTED', text: TEXT },
    ])
    expect(await on.record()).toMatchObject({ state: 'DEAD', cause: { code: 'ATTEMPTS_EXHAUSTED' } })
  })
})

describe('a delivery that is over when another has taken it', () => {
  it('comes back, for what its handler did may not be all', async () => {
    const taken = { owner: 'another' }
    const on = bench(idle, {
      ledger: (ledger) => ({
        ...ledger,
        replace: async (record, over) => {
          await ledger.replace({ ...(over as DeliveryRecord), ...taken }, over)
          return ledger.replace(record, over)
        },
      }),
    })
    const id = await on.arrives()
    expect(await on.delivers()).toEqual([id])
    expect(on.delays.size).toBe(0)
    expect(on.logged.at(-1)).toMatchObject({ message: 'retry', fields: { cause: 'LEASE_LOST' } })
    expect(await on.record()).toMatchObject({ state: 'IN_PROGRESS', ...taken })
  })
})

describe('a handler sees', () => {
  /** What it saw of an event of a topic that takes any data. */
  async function seen(more: string, type = 'placed') {
    const events: object[] = []
    const handler: TestHandler = (event) => void events.push({ ...event })
    const on = bench({ [type]: handler }, { subscription: 'archive' })
    await on.arrivesText(`{"specversion":"1.0","id":"1","source":"/s","type":"${type}"${more}}`)
    await on.delivers()
    return events
  }
  const attributes = { id: '1', source: '/s', type: 'placed', dataVersion: '1' }

  it.each<[string, string, object]>([
    ['no data', '', { data: undefined }],
    ['JSON with its text', ',"data":1.0', { data: 1, dataText: '1.0' }],
    [
      'JSON with its text, by a type that says so',
      ',"datacontenttype":"application/vnd.x+json","data":{"a":1}',
      { datacontenttype: 'application/vnd.x+json', data: { a: 1 }, dataText: '{"a":1}' },
    ],
    [
      'text alone',
      ',"datacontenttype":"text/plain","data":"7"',
      { datacontenttype: 'text/plain', data: '7' },
    ],
    ['bytes alone', ',"data_base64":"AAE="', { data: Uint8Array.of(0, 1) }],
  ])('%s', async (_name, more, data) => {
    expect(await seen(more)).toStrictEqual([{ ...attributes, ...data }])
  })

  it('no version of a type that its topic does not declare', async () => {
    const event = { ...attributes, type: 'unheard', dataVersion: undefined, data: 1, dataText: '1' }
    expect(await seen(',"data":1', 'unheard')).toStrictEqual([event])
  })
})
