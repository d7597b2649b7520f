import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { patternsOf } from '../../lib/cli/linear-patterns.ts'
import { jsonSchema } from '../../lib/topology/json-schema.ts'
import { TopologyError } from '../../lib/topology/topology-error.ts'

const written = (schema: z.ZodType) => jsonSchema('here', schema)

describe('the JSON Schema of data', () => {
  it('is of what producers send, not of what a program makes of it', () => {
    const schema = z.object({
      at: z.string().transform((text) => new Date(text)),
      note: z.string().default('-'),
    })
    expect(written(schema)).toMatchObject({ properties: { at: { type: 'string' } }, required: ['at'] })
  })

  it('is anything where a program decides', () => {
    expect(written(z.instanceof(Uint8Array))).toEqual({})
  })

  it.each([
    ['a date', z.date()],
    ['a bigint', z.object({ count: z.bigint() })],
    ['a map', z.map(z.string(), z.string())],
  ])('cannot be of %s, and says where', (_name, schema) => {
    expect(() => written(schema)).toThrow(TopologyError)
    expect(() => written(schema)).toThrow(
      /^The topology has a mistake:\n {2}- here: is no schema of JSON \(.+\)\. /,
    )
  })

  it('has patterns for values and for names, at any depth', () => {
    const schema = z.object({
      list: z.array(z.string().regex(/^a$/)),
      record: z.record(z.string().regex(/^b$/), z.unknown()),
      loose: z.looseRecord(z.string().regex(/^c$/), z.union([z.null(), z.string().regex(/^d$/)])),
      pattern: z.string(),
    })
    expect([...patternsOf(written(schema))].toSorted()).toEqual(['^a$', '^b$', '^c$', '^d$'])
  })
})
