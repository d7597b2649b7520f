import { describe, expect, it } from 'vitest'
import { causeOf, originOf, withoutDeath } from '../../../lib/messaging/dead-letter/dead-letter.ts'
import { listDeadLetters } from '../../../lib/messaging/dead-letter/list-dead-letters.ts'
import { NonRetriableError } from '../../../lib/messaging/errors.ts'
import type { DeliveryRecord, ReceivedMessage } from '../../../lib/messaging/ports.ts'
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

describe('an event of which every attempt outlived its consumer', () => {
  /** Leaves the record as consumers do that die: nobody has ended it, and its lease is over. */
  async function afterAttempts(attempts: number, change: Partial<DeliveryRecord> = {}) {
    let runs = 0
    const on = bench(() => {
      runs += 1
      throw new Error('the first attempt')
    })
    await on.arrives()
    await on.delivers()
    const { cause: _cause, ...record } = (await on.record()) as DeliveryRecord
    const left = { ...record, state: 'IN_PROGRESS', attempts, leaseUntil: on.clock.now(), ...change } as const
    await on.ledger.replace(left, record)
    await on.clock.advance(60_000)
    expect(await on.delivers()).toHaveLength(attempts < 3 ? 1 : 0)
    return { on, runs: runs - 1 }
  }

  it('is a dead letter, not run again, once it has had them all', async () => {
    const { on, runs } = await afterAttempts(3)
    expect(runs).toBe(0)
    expect(await causeOfDeath(on)).toEqual({
      code: 'ATTEMPTS_EXHAUSTED',
      text: 'In the last of 3 attempts the consumer died, ran out of time, or could not tell how it ended.',
    })
    const [letter] = await on.deadLetters()
    expect(originOf(letter?.attributes ?? {})).toMatchObject({ attempts: 3 })
    expect(await on.record()).toMatchObject({ state: 'DEAD' })
  })

  it('says so in the words of the last one, where that left any', async () => {
    const cause = { code: 'TIMEOUT', text: 'too slow' }
    const { on } = await afterAttempts(3, { cause })
    expect(await causeOfDeath(on)).toEqual(cause)
  })

  it('is run as long as it has one left', async () => {
    const { on, runs } = await afterAttempts(1)
    expect(runs).toBe(1)
    expect(await on.record()).toMatchObject({ state: 'FAILED', attempts: 2 })
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
