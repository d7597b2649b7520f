import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { schemaChanges } from '../../lib/docs/schema-changes.ts'
import { jsonSchema } from '../../lib/topology/json-schema.ts'

const order = { orderId: z.string().max(64), lines: z.array(z.object({ sku: z.string() })) }
const money = z.object({ amount: z.int() }).meta({ id: 'money' })
const was = z.object(order)
const changes = (is: z.ZodType, before: z.ZodType = was) =>
  schemaChanges(jsonSchema('was', before), jsonSchema('is', is)).map(({ pointer }) => pointer)

describe('a published version of a schema may get', () => {
  it.each<[string, z.ZodType, z.ZodType?]>([
    ['nothing new', z.object(order)],
    [
      'a description',
      z.object({ ...order, orderId: order.orderId.describe('Who ordered.') }).describe('An order.'),
    ],
    [
      'examples and a title',
      z.object(order).meta({ title: 'Order', examples: [{ orderId: 'a', lines: [] }] }),
    ],
    ['a warning', z.object(order).meta({ deprecated: true })],
    ['a mark', z.object(order).meta({ sensitive: true })],
    ['optional properties of a type that has a name', z.object({ ...order, price: money.optional() })],
    ['optional properties', z.object({ ...order, note: z.string().optional() })],
    [
      'optional properties within',
      z.object({ ...order, lines: z.array(z.object({ sku: z.string(), note: z.string().optional() })) }),
    ],
    ['its properties in another order', z.object({ lines: order.lines, orderId: order.orderId })],
    [
      'a property whose name is a keyword',
      z.object({ title: z.string(), required: z.string().optional() }),
      z.object({ title: z.string() }),
    ],
  ])('%s', (_name, is, before) => {
    expect(changes(is, before)).toEqual([])
  })
})

describe('a published version of a schema may not', () => {
  it.each<[string, z.ZodType, string[], z.ZodType?]>([
    ['require more', z.object({ ...order, note: z.string() }), ['/required']],
    ['require less', z.object({ ...order, lines: order.lines.optional() }), ['/required']],
    ['lose a property', z.object({ lines: order.lines }), ['/properties/orderId', '/required']],
    ['narrow', z.object({ ...order, orderId: z.string().max(63) }), ['/properties/orderId/maxLength']],
    ['widen', z.object({ ...order, orderId: z.string().max(65) }), ['/properties/orderId/maxLength']],
    ['limit', z.object(order).extend({ lines: order.lines.max(9) }), ['/properties/lines/maxItems']],
    [
      'change a type',
      z.object({ ...order, orderId: z.number() }).pick({ orderId: true }),
      ['/properties/orderId/type'],
      z.object({ orderId: z.string() }),
    ],
    [
      'change within',
      z.object({ ...order, lines: z.array(z.object({ sku: z.number() })) }),
      ['/properties/lines/items/properties/sku/type'],
    ],
    [
      'change a type that has a name',
      z.object({ price: z.object({ amount: z.string() }).meta({ id: 'price' }) }),
      ['/$defs/price/properties/amount/type'],
      z.object({ price: z.object({ amount: z.int() }).meta({ id: 'price' }) }),
    ],
    [
      'change a property with a strange name',
      z.object({ 'a/b~c': z.string() }),
      ['/properties/a~1b~0c/type'],
      z.object({ 'a/b~c': z.int() }),
    ],
    ['refuse what it did not know', z.strictObject(order), ['/additionalProperties']],
    [
      'add an alternative',
      z.object({ a: z.enum(['b', 'c']) }),
      ['/properties/a/enum'],
      z.object({ a: z.enum(['b']) }),
    ],
    [
      'change the title that data has',
      z.object({ title: z.number() }),
      ['/properties/title/type'],
      z.object({ title: z.string() }),
    ],
    [
      'add a pattern for names',
      z.looseRecord(z.string().regex(/^x-/), z.string()),
      ['/patternProperties/^x-'],
      z.looseRecord(z.string().regex(/^y-/), z.string()),
    ],
  ])('%s', (_name, is, pointers, before) => {
    expect(changes(is, before)).toEqual(expect.arrayContaining(pointers))
    expect(changes(is, before)).not.toEqual([])
  })
})
