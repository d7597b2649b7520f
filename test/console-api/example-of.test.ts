import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { exampleOf } from '../../lib/console-api/example-of.ts'
import { jsonSchema } from '../../lib/topology/json-schema.ts'
import { publishedSchemas } from '../../lib/topology/published-schemas.ts'
import { schemaVersions } from '../../lib/topology/schema-versions.ts'
import { topology } from '../../topology.ts'

const recursive: z.ZodType = z.object({
  name: z.string(),
  get parts() {
    return z.array(recursive)
  },
})

describe('an example', () => {
  it.each([
    ['text', z.object({ a: z.string(), b: z.string().min(3), c: z.string().optional() })],
    [
      'numbers',
      z.object({
        a: z.int().min(3),
        b: z.number().positive(),
        c: z.int().multipleOf(5).min(7),
        d: z.int().max(-2),
      }),
    ],
    [
      'bounds that are not included',
      z.object({ a: z.int().gt(4), b: z.number().lt(0), c: z.number().gt(0).lt(1) }),
    ],
    [
      'choices',
      z.object({ a: z.enum(['x', 'y']), b: z.literal(7), c: z.union([z.int(), z.string()]), d: z.boolean() }),
    ],
    ['formats', z.object({ a: z.uuid(), b: z.iso.datetime(), c: z.email(), d: z.iso.date(), e: z.url() })],
    [
      'lists',
      z.object({ a: z.array(z.string()), b: z.array(z.int()).min(2), c: z.tuple([z.int(), z.string()]) }),
    ],
    ['what may be nothing', z.object({ a: z.null(), b: z.string().nullable() })],
    ['both of two', z.intersection(z.object({ a: z.int() }), z.object({ b: z.string() }))],
    ['a value that is given', z.object({ a: z.int().min(5).default(9) })],
    ['anything', z.unknown()],
  ])('fits a schema of %s', (_what, schema) => {
    expect(schema.safeParse(exampleOf(jsonSchema('test', schema))).error).toBeUndefined()
  })

  it('ends where a schema refers to itself without end', () => {
    expect(exampleOf(jsonSchema('test', recursive))).toMatchObject({ name: '' })
  })

  it('takes the one that a schema gives', () => {
    const schema = z.object({ sku: z.string().meta({ examples: ['mug-blue'] }) })
    expect(exampleOf(jsonSchema('test', schema))).toEqual({ sku: 'mug-blue' })
  })

  it('is made for every event of the shop', () => {
    for (const { topic, type, version, schema } of publishedSchemas(topology)) {
      const definition = topology.topics[topic as keyof typeof topology.topics]?.events
      const versions = schemaVersions(topic, type, (definition as never)[type])
      const declared = versions.find((each) => each.version === version)?.schema
      const { error } = declared?.safeParse(exampleOf(schema)) ?? {}
      // What a pattern wants, people know better.
      const others = error?.issues.filter(({ code }) => code !== 'invalid_format') ?? []
      expect([type, others]).toEqual([type, []])
    }
  })
})
