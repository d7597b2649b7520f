import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import type { Schema } from '../../console/src/schema/json-schema.ts'
import { schemaFields } from '../../console/src/schema/schema-fields.ts'
import { jsonSchema } from '../../lib/topology/json-schema.ts'

const fieldsOf = (schema: z.ZodType) => schemaFields(jsonSchema('here', schema) as Schema)
const fieldNamed = (schema: z.ZodType, name: string) => fieldsOf(schema).find((field) => field.name === name)

describe('the fields of a schema', () => {
  test('are told with all that is in them, each after what it is in', () => {
    const schema = z.object({
      id: z.string(),
      lines: z.array(z.object({ sku: z.string(), tags: z.array(z.string()).optional() })),
      to: z.object({ city: z.string() }).optional(),
    })
    expect(fieldsOf(schema).map(({ name, required }) => `${name}${required ? '' : '?'}`)).toEqual([
      'id',
      'lines',
      'lines[].sku',
      'lines[].tags?',
      'lines[].tags[]',
      'to?',
      'to.city',
    ])
  })

  test.each([
    [z.string().min(1).max(64), '1 to 64 characters'],
    [z.string().min(1), 'at least 1 character'],
    [z.string().length(3), 'exactly 3 characters'],
    [z.array(z.string()).max(90), 'at most 90 items'],
    [z.int().positive(), 'more than 0'],
    [z.int(), ''],
    [z.number().min(0.5).max(2), '0.5 to 2'],
    [z.string().regex(/^a+$/), 'matches ^a+$'],
  ])('have their limits in words', (schema, words) => {
    expect(fieldNamed(z.object({ it: schema }), 'it')?.limits.join(', ')).toBe(words)
  })

  test.each([
    [z.enum(['EUR', 'USD']), '"EUR" or "USD"'],
    [z.literal('x'), '"x"'],
    [z.string().nullable(), 'string or null'],
    [z.union([z.string(), z.number()]), 'string or number'],
    [z.record(z.string(), z.number()), 'object'],
    [z.unknown(), 'anything'],
  ])('have their type in words', (schema, words) => {
    expect(fieldNamed(z.object({ it: schema }), 'it')?.type).toBe(words)
  })

  test('say which are sensitive', () => {
    const schema = z.object({ card: z.string().meta({ sensitive: true }), sku: z.string() })
    expect(fieldsOf(schema).map(({ sensitive }) => sensitive)).toEqual([true, false])
  })

  test('end where a schema holds itself', () => {
    interface Tree {
      readonly left?: Tree | undefined
    }
    const tree: z.ZodType<Tree> = z.object({
      get left() {
        return tree.optional()
      },
    })
    expect(fieldsOf(tree).length).toBeLessThan(20)
  })

  test('of data that is no object are one', () => {
    expect(fieldsOf(z.string())).toMatchObject([{ name: 'data', type: 'string', required: true }])
  })
})
