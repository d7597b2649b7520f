import type { JsonSchema } from '../topology/json-schema.ts'

export type { JsonSchema }

/** A schema under `components`, in OpenAPI and AsyncAPI alike. */
export const schemaRef = (name: string): JsonSchema => ({ $ref: schemaPlace(name) })
export const schemaPlace = (name: string): string => `#/components/schemas/${name}`

/** Also null, which in JSON is as good as absent. */
export const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] })

/** One schema for what fits any of these. */
export const anyOf = (schemas: readonly JsonSchema[]): JsonSchema =>
  schemas.length === 1 && schemas[0] ? schemas[0] : { anyOf: schemas }

/** The rules that there are, to be spread into a schema. */
export function allOf(...rules: readonly (JsonSchema | undefined)[]): JsonSchema {
  const given = rules.filter((rule) => rule !== undefined)
  return given.length > 0 ? { allOf: given } : {}
}
