import type { JsonSchema } from '../json-schema.ts'

/** Words of the schemas of the desk. */
export const TEXT: JsonSchema = { type: 'string' }
export const TRUTH: JsonSchema = { type: 'boolean' }
export const COUNT: JsonSchema = { type: 'integer', minimum: 0 }
export const TIME: JsonSchema = { description: 'Milliseconds since 1970.', type: 'integer' }
export const ANY_OBJECT: JsonSchema = { type: 'object' }

export const described = (description: string, schema: JsonSchema): JsonSchema => ({ description, ...schema })
