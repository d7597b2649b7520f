import * as z from 'zod'
import { TopologyError } from './topology-error.ts'

/** JSON Schema 2020-12, which is what OpenAPI 3.1 uses. */
export type JsonSchema = Readonly<Record<string, unknown>>

/**
 * What producers may send, as JSON Schema. Only where a program says it (`z.custom`, `z.instanceof`) is anything allowed.
 * @throws TopologyError when a schema asks for what JSON cannot hold; `place` says where
 */
export function jsonSchema(place: string, schema: z.ZodType): JsonSchema {
  try {
    const { $schema: _, ...written } = z.toJSONSchema(schema, {
      io: 'input',
      unrepresentable: ({ zodSchema }) => (zodSchema._zod.def.type === 'custom' ? 'any' : 'throw'),
    })
    return written
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0]
    throw new TopologyError([
      `${place}: is no schema of JSON (${reason}). Describe the JSON that producers send, as with z.iso.datetime() for a time.`,
    ])
  }
}
