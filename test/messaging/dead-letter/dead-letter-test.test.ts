import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  deadLetterTest,
  deadLetterTestName,
  NoTestPossible,
} from '../../../lib/messaging/dead-letter/dead-letter-test.ts'
import type { DeadLetter } from '../../../lib/messaging/dead-letter/list-dead-letters.ts'
import { withStandIns } from '../../../lib/messaging/dead-letter/stand-ins.ts'
import { dataValue, type Event } from '../../../lib/messaging/event.ts'
import { canonicalJson } from '../../../lib/messaging/fingerprint.ts'
import { defineTopology } from '../../../lib/topology/index.ts'
import { ROOT } from '../../support/root.ts'
import { anyEvent } from '../support/any-event.ts'

const sensitive = { sensitive: true }
const person = z.object({
  mail: z.email().meta(sensitive),
  uuid: z.uuid().meta(sensitive),
  at: z.iso.datetime().meta(sensitive),
  born: z.iso.date().nullable().meta(sensitive),
  age: z.int().min(0).max(120).meta(sensitive),
  tags: z.array(z.string()).meta(sensitive),
  name: z.string().meta(sensitive),
})
const topology = defineTopology({
  name: 'shop',
  topics: {
    orders: { events: { placed: { schema: z.object({ customer: z.string().meta(sensitive) }) } } },
    people: { events: { met: { schema: person } } },
    open: { events: { said: { schema: z.unknown() } } },
  },
  subscriptions: {
    billing: {
      topic: 'orders',
      tables: { bills: { partitionKey: 'id' }, 'old-bills': { partitionKey: 'id' } },
      environment: { PAYMENT_URL: 'https://payments.example.com' },
    },
    archive: { topic: 'open' },
  },
})

const placed: Event = {
  attributes: { id: 'o-1', source: '/shop', type: 'placed' },
  data: { json: '{"customer":"Ada","sum":12.50,"number":9007199254740993}' },
}
const cause = { code: 'TypeError', text: "Cannot read 'x' of undefined" }
const testOf = (event: Event | undefined, text = cause.text, subscription = 'billing') =>
  deadLetterTest(topology, subscription, { event, cause: { ...cause, text } })

interface Delivery {
  readonly event: Event
}

/** Runs a file as a test runner would, and gives what it delivers and expects. */
async function run(source: string): Promise<{ names: unknown[]; options: Delivery; reason: string }> {
  const names: unknown[] = []
  const seen: { options: Delivery; reason: string } = { options: { event: placed }, reason: '' }
  const code = source.split('\n').slice(2).join('\n')
  const bodies: Promise<void>[] = []
  const it = (name: string, body: () => Promise<void>) => {
    names.push(name)
    bodies.push(body())
  }
  const deliver = async (_name: string, options: Delivery) => {
    seen.options = options
    return { outcome: {} }
  }
  const expectation = (_outcome: unknown, reason: string) => {
    seen.reason = reason
    return { toEqual: () => undefined }
  }
  new Function('it', 'deliver', 'expect', code)(it, deliver, expectation)
  await Promise.all(bodies)
  return { names, ...seen }
}

describe('the test of a dead letter', () => {
  it('delivers its event, masked, and says what it died of', () => {
    expect(testOf(placed)).toMatchInlineSnapshot(`
      "import { expect, it } from 'vitest'
      import { deliver } from '#deliver'

      const REASON = "It died of TypeError: Cannot read 'x' of undefined"

      /** JSON as text, so that no number is rounded. What the schema marks as sensitive is masked. */
      const DATA = [
        '{',
        '  "customer": "masked:1578039ac29e",',
        '  "sum": "masked:783b83bef3fd",',
        '  "number": "masked:c0b8a1b8599f"',
        '}',
      ].join('\\n')

      it('billing handles what was a dead letter', async () => {
        const { outcome } = await deliver('billing', {
          event: {
            attributes: {
              id: 'o-1',
              source: '/shop',
              type: 'placed',
            },
            data: { json: DATA },
          },
          // What the handler finds in its tables.
          tables: {
            bills: [],
            'old-bills': [],
          },
          // Where the handler finds others.
          environment: {
            PAYMENT_URL: 'https://payments.example.com',
          },
        })
        expect(outcome, REASON).toEqual({ status: 'processed' })
      }, 60_000)
      "
    `)
  })

  it('is formatted as everything else', () => {
    const biome = `${ROOT}/node_modules/.bin/biome`
    for (const source of [testOf(placed), testOf({ ...placed, data: { json: '{"customer":"A"}' } })]) {
      const args = ['check', '--write', '--stdin-file-path', 'test/dead-letters/letter.test.ts']
      const { stdout, status } = spawnSync(biome, args, { cwd: ROOT, input: source, encoding: 'utf8' })
      expect({ stdout, status }).toEqual({ stdout: source, status: 0 })
    }
  })

  it('has nothing of a letter but in literals, whatever is in it', async () => {
    const anyHostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ...[
          "');process.exit()//",
          '`${x}`',
          '*/ throw 1 /*',
          '</script><!--',
          '\u2028x',
          '\\',
          "\\'",
          '"',
          '\r\n',
        ],
        ...[
          `@${'vitest'}-environment evil`,
          `//# ${'source'}MappingURL=x`,
          '@ts-nocheck',
          '\u202Etxt.exe',
          '\uFEFF',
          '$&',
        ],
      ),
    )
    await fc.assert(
      fc.asyncProperty(anyEvent, anyHostile, anyHostile, async (event, hostile, text) => {
        const { id: _id, ...rest } = event.attributes
        const letter = { ...event, attributes: { ...rest, id: hostile, type: 'said' } } as Event
        const source = testOf(letter, text, 'archive')
        const { names, options, reason } = await run(source)
        expect(names).toEqual(['archive handles what was a dead letter'])
        expect(options.event.attributes).toEqual(letter.attributes)
        expect(reason).toBe(`It died of TypeError: ${text}`)
        const [given, { data }] = [options.event.data, letter]
        expect(given && 'json' in given ? canonicalJson(given.json) : given).toEqual(
          data && 'json' in data ? canonicalJson(withoutRepeats(data.json)) : data,
        )
        expect(source).not.toMatch(/[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\r\t]|@vitest-|@ts-|sourceMappingURL|<\/|<!/u)
      }),
      { numRuns: 300 },
    )
  })

  it('has values that fit instead of masks that do not, equal ones for equal ones', () => {
    const met = (json: object): Event => ({
      attributes: { id: 'p-1', source: '/', type: 'met' },
      data: { json: JSON.stringify(json) },
    })
    const ada = {
      ...{
        mail: 'ada@example.org',
        uuid: crypto.randomUUID(),
        at: '1815-12-10T00:00:00Z',
        born: '1815-12-10',
      },
      ...{ age: 36, tags: ['secret'], name: 'Ada' },
    }
    const shown = dataValue(withStandIns(topology, 'people', met(ada)).event)
    expect(person.safeParse(shown).success).toBe(true)
    const { age: _age, ...texts } = ada
    expect(Object.values(texts).filter((value) => JSON.stringify(shown).includes(String(value)))).toEqual([])
    const again = dataValue(
      withStandIns(topology, 'people', met({ ...ada, name: 'Bob' })).event,
    ) as typeof ada
    expect(again).toMatchObject({ mail: (shown as typeof ada).mail, uuid: (shown as typeof ada).uuid })
    expect(again.name).not.toBe((shown as typeof ada).name)
    // What was wrong before stays wrong: that may be why it died.
    const { event: wrong } = withStandIns(topology, 'people', met({ ...ada, mail: 'not an address' }))
    expect((dataValue(wrong) as typeof ada).mail).toMatch(/^masked:/)
  })

  it('is named after the event, in letters that any file may have', () => {
    const letterOf = (id: string) => ({ event: { attributes: { ...placed.attributes, id } } }) as DeadLetter
    expect(deadLetterTestName('billing', letterOf('order/../17 é'))).toBe('billing-order-17.test.ts')
    expect(deadLetterTestName('billing', letterOf('../..'))).toBe('billing-letter.test.ts')
    expect(deadLetterTestName('billing', letterOf('x'.repeat(300)))).toHaveLength(76)
  })

  it.each([
    ['is no event', undefined],
    ['is in the bucket', { attributes: { ...placed.attributes, dataref: 's3://b/k' } }],
  ])('cannot be made when its body or data %s', (sentence, event) => {
    expect(() => testOf(event)).toThrow(NoTestPossible)
    expect(() => testOf(event)).toThrow(sentence)
  })
})

/** Of members with one key, a program sees the last. */
const withoutRepeats = (json: string): string => {
  const keep = JSON as unknown as {
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { source: string }) => unknown,
    ): unknown
    rawJSON(text: string): unknown
  }
  return JSON.stringify(
    keep.parse(json, (_key, value, { source }) => (typeof value === 'number' ? keep.rawJSON(source) : value)),
  )
}
