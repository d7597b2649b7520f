import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { toEnvelope } from '../../lib/messaging/envelope.ts'
import type { Event } from '../../lib/messaging/event.ts'
import { redact, redactBody } from '../../lib/messaging/redact.ts'
import { MaskMisplaced, unmask } from '../../lib/messaging/unmask.ts'
import { defineTopology } from '../../lib/topology/index.ts'
import { anyMarked } from './support/any-marked.ts'

const email = z.email().meta({ sensitive: true })
const person = z.object({ name: z.string().meta({ sensitive: true }), age: z.int() })
const topology = defineTopology({
  name: 'shop',
  topics: {
    orders: {
      events: {
        placed: {
          schema: z.object({
            total: z.number(),
            email: email.optional(),
            lines: z.array(z.object({ sku: z.string(), gift: email.nullable() })).optional(),
            buyer: z.union([person, z.null()]).optional(),
            notes: z.record(z.string(), z.string().meta({ sensitive: true })).optional(),
            open: z.looseObject({}).optional(),
          }),
        },
        moved: {
          versions: {
            1: z.object({ to: z.string(), of: z.int() }),
            2: z.object({ to: z.string(), by: email, of: email }),
          },
        },
        filed: { schema: z.record(z.string(), z.array(email)) },
        plain: { schema: z.object({ total: z.number() }) },
        seen: { schema: z.base64().meta({ sensitive: true }) },
      },
    },
    quiet: { events: { placed: { schema: z.object({ total: z.number() }) } } },
  },
  subscriptions: {},
})

const eventOf = (json: string, type = 'placed', more = {}): Event => ({
  attributes: { id: 'e-1', source: '/shop', type, ...more },
  data: { json },
})
const shown = (json: string, type?: string, topic = 'orders'): string => {
  const { data } = redact(topology, topic, eventOf(json, type)).event
  return data && 'json' in data ? data.json.replaceAll(/masked:[0-9a-f]{12}/g, 'MASK') : ''
}

describe('a redacted event', () => {
  it('has a mask for each value that is marked, and its pointers', () => {
    const json =
      '{"total":12.50,"email":"a@b.c","lines":[{"sku":"x","gift":"c@d.e"},{"sku":"y","gift":null}]}'
    const { event, masked } = redact(topology, 'orders', eventOf(json))
    expect(masked).toEqual(['/email', '/lines/0/gift'])
    expect(event.data).toEqual({
      json: expect.stringMatching(
        /^\{"total":12\.50,"email":"masked:[0-9a-f]{12}","lines":\[\{"sku":"x","gift":"masked:[0-9a-f]{12}"\},\{"sku":"y","gift":null\}\]\}$/,
      ),
    })
  })

  it.each([
    ['in a union', '{"buyer":{"name":"Ada","age":36}}', '{"buyer":{"name":"MASK","age":36}}'],
    ['in a union, of its other kind', '{"buyer":null}', '{"buyer":null}'],
    ['in a record', '{"notes":{"door":"ring twice"}}', '{"notes":{"door":"MASK"}}'],
    ['twice under one key', '{"email":"a@b.c", "email":"c@d.e"}', '{"email":"MASK", "email":"MASK"}'],
    ['in a key that is written otherwise', '{"\\u0065mail":"a@b.c"}', '{"\\u0065mail":"MASK"}'],
    ['of another kind than declared', '{"email":{"at":["a@b.c"]}}', '{"email":"MASK"}'],
    ['where an object should be', '{"buyer":"Ada","total":1.0}', '{"buyer":"MASK","total":1.0}'],
    ['in a member that nobody declared', '{"e-mail":"a@b.c","total":1}', '{"e-mail":"MASK","total":1}'],
    ['in no declared place, where any may be', '{"open":{"x":"a"}}', '{"open":{"x":"a"}}'],
    ['in data of a kind of its own', '["a@b.c"]', '"MASK"'],
  ])('is masked %s', (_where, json, expected) => {
    expect(shown(json)).toBe(expected)
  })

  it('has what one version of its type marks masked in all of them', () => {
    expect(shown('{"to":"Rome","of":7,"by":"a@b.c"}', 'moved')).toBe('{"to":"Rome","of":"MASK","by":"MASK"}')
  })

  it('is masked as a whole when its topic has marks and does not know its type', () => {
    expect(shown('{"email":"a@b.c"}', 'unheard')).toBe('"MASK"')
    expect(shown('{"email":"a@b.c"}', 'unheard', 'quiet')).toBe('{"email":"a@b.c"}')
    expect(shown('{"email":"a@b.c"}', 'toString')).toBe('"MASK"')
  })

  it('is masked as a whole when its type has marks and its data is not JSON', () => {
    const event: Event = {
      ...eventOf('', 'seen', { datacontenttype: 'image/png' }),
      data: { base64: 'AAEC' },
    }
    const { event: redacted, masked } = redact(topology, 'orders', event)
    expect([masked, redacted.data]).toEqual([[''], { json: expect.stringMatching(/^"masked:/) }])
  })

  it('has one mask for all that is below a long key, so that its pointers are no longer than its data', () => {
    const maskedUnder = (key: string) => {
      const json = JSON.stringify({ [key]: ['a@b.c', 'c@d.e'] })
      return redact(topology, 'orders', eventOf(json, 'filed')).masked
    }
    const [short, long] = ['k'.repeat(400), 'k'.repeat(500)]
    expect(maskedUnder(short)).toEqual([`/${short}/0`, `/${short}/1`])
    expect(maskedUnder(long)).toEqual([`/${long}`])
  })

  it('is the event itself where nothing is marked, or it has no data', () => {
    const event = eventOf('{"email":"a@b.c"}', 'plain')
    expect(redact(topology, 'orders', event).event).toBe(event)
    const { data: _data, ...empty } = eventOf('')
    expect(redact(topology, 'orders', empty)).toEqual({ event: empty, masked: [] })
  })

  it('has equal masks for equal values of a field, and for no others', () => {
    const masks = (json: string) => JSON.parse(bodyOf(eventOf(json))).data
    const one = masks('{"email":"a@b.c","lines":[{"gift":"a@b.c"},{"gift":"a@\\u0062.c"}]}')
    expect(one.lines[0].gift).toBe(one.lines[1].gift)
    expect(one.email).not.toBe(one.lines[0].gift)
    expect(masks('{ "total": 5, "email": "a@b.c"}').email).toBe(one.email)
    expect(masks('{"email":"a@b.d"}').email).not.toBe(one.email)
  })

  it('shows nothing of a marked value, and unmasked it is what it was', () => {
    fc.assert(
      fc.property(anyMarked, fc.constantFrom('', ' ', '\n'), ({ schema, text }, space) => {
        const of = defineTopology({
          name: 'any',
          topics: { t: { events: { e: { schema } } } },
          subscriptions: {},
        })
        const event = eventOf(`${space}${text}${space}`, 'e')
        const { data } = redact(of, 't', event).event
        const json = data && 'json' in data ? data.json : ''
        expect(json).not.toContain('secret')
        expect(unmask(of, 't', event, json)).toEqual(event.data)
      }),
      { numRuns: 1_000 },
    )
  })
})

const bodyOf = (event: Event): string => redactBody(topology, 'orders', toEnvelope(event))

describe('a redacted body', () => {
  it('is the body itself where nothing is masked', () => {
    const body = ' {"specversion" : "1.0","id":"1","source":"/s","type":"plain","data":{"total":1.0}}'
    expect(redactBody(topology, 'orders', body)).toBe(body)
  })

  it('is the redacted event otherwise', () => {
    expect(bodyOf(eventOf('{"email":"a@b.c"}'))).toMatch(/"type":"placed","data":\{"email":"masked:/)
  })

  it('is a mask when it is no event and its topic has marks', () => {
    expect(redactBody(topology, 'orders', 'a@b.c')).toMatch(/^masked:[0-9a-f]{12}$/)
    expect(redactBody(topology, 'quiet', 'a@b.c')).toBe('a@b.c')
  })
})

describe('an edited event', () => {
  const event = eventOf('{"total":1,"email":"a@b.c","notes":{"x":"a","y":"b"},"open":{}}')
  const masked = JSON.parse(bodyOf(event)).data
  const edit = (data: unknown) => unmask(topology, 'orders', event, JSON.stringify(data))

  it('keeps what the masks hide, and has the rest as it was edited', () => {
    expect(edit({ ...masked, total: 2, notes: { y: masked.notes.y } })).toEqual({
      json: '{"total":2,"email":"a@b.c","notes":{"y":"b"},"open":{}}',
    })
  })

  it('may bring a masked value to another sensitive place', () => {
    const data = { lines: [{ sku: 'x', gift: masked.email }] }
    expect(edit(data)).toEqual({ json: '{"lines":[{"sku":"x","gift":"a@b.c"}]}' })
  })

  it.each([
    ['/open/here would show a value that is masked', { open: { here: masked.email } }],
    ["/email has 'masked:0123456789ab', which is no mask of this event", { email: 'masked:0123456789ab' }],
  ])('is refused: %s', (sentence, data) => {
    expect(() => edit(data)).toThrow(MaskMisplaced)
    expect(() => edit(data)).toThrow(sentence)
  })

  it('is refused when it is not JSON', () => {
    expect(() => unmask(topology, 'orders', event, '{"a":')).toThrow(SyntaxError)
  })

  it('has its bytes again, whole or not at all', () => {
    const image: Event = {
      ...eventOf('', 'seen', { datacontenttype: 'image/png' }),
      data: { base64: 'AAEC' },
    }
    const { data } = redact(topology, 'orders', image).event
    const json = data && 'json' in data ? data.json : ''
    expect(unmask(topology, 'orders', image, json)).toEqual({ base64: 'AAEC' })
    expect(() => unmask(topology, 'orders', image, `[${json}]`)).toThrow(
      '/0 has the mask of data that is not JSON',
    )
  })
})
