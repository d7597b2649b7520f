import { describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { withStandIns } from '../../../lib/messaging/dead-letter/stand-ins.ts'
import { dataValue } from '../../../lib/messaging/event.ts'
import type { Redacted } from '../../../lib/messaging/redact.ts'

const sensitive = { sensitive: true }
const mail = z.email().meta(sensitive)
const number = z.int().meta(sensitive)
const mailOrNumber = z.discriminatedUnion('is', [
  z.object({ is: z.literal('mail'), value: mail }),
  z.object({ is: z.literal('number'), value: number }),
])

type Make = (count: number) => unknown
const times = <Value>(count: number, value: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => value(index))
const members = <Value>(count: number, value: (index: number) => Value): Record<string, Value> =>
  Object.fromEntries(times(count, (index) => [`k${index}`, value(index)]))

const elements: [string, z.ZodType, Make] = [
  'elements of an array',
  z.array(mail),
  (count) => times(count, (index) => `ada${index}@example.org`),
]
const recorded: [string, z.ZodType, Make] = [
  'members of a record',
  z.record(z.string(), number),
  (count) => members(count, (index) => index + 7),
]
const mixed: [string, z.ZodType, Make] = [
  'elements of two kinds',
  z.array(mailOrNumber),
  (count) =>
    times(count, (index) =>
      index % 2 === 0 ? { is: 'mail', value: `ada${index}@example.org` } : { is: 'number', value: index },
    ),
]

function standInsFor(schema: z.ZodType, value: unknown): Redacted {
  const topology = { name: 'shop', topics: { t: { events: { e: { schema } } } }, subscriptions: {} }
  const attributes = { id: '1', source: '/', type: 'e' }
  return withStandIns(topology, 't', { attributes, data: { json: JSON.stringify(value) } })
}

describe('values that fit instead of masks', () => {
  it.each<[string, z.ZodType, Make]>([
    elements,
    recorded,
    mixed,
    [
      'elements that nothing fits',
      z.array(
        z
          .string()
          .regex(/^[A-Z]{3}$/)
          .meta(sensitive),
      ),
      (count) => times(count, () => 'ABC'),
    ],
  ])('cost the schema no more questions for more %s', (_what, schema, make) => {
    const asked = vi.spyOn(schema, 'safeParse')
    const [few, many] = [10, 200].map((count) => {
      asked.mockClear()
      standInsFor(schema, make(count))
      return asked.mock.calls.length
    })
    expect(few).toBeGreaterThan(0)
    expect(many).toBe(few)
  })

  it.each<[string, z.ZodType, Make]>([
    elements,
    recorded,
    mixed,
    [
      'members of an object',
      z.object(members(200, () => mail)),
      (count) => members(count, (index) => `ada${index}@example.org`),
    ],
  ])('are found for each of many %s', (_what, schema, make) => {
    const { event, masked } = standInsFor(schema, make(200))
    expect(schema.safeParse(dataValue(event))).toMatchObject({ success: true })
    expect(masked).toHaveLength(200)
    expect(JSON.stringify(event)).not.toContain('ada')
  })
})
