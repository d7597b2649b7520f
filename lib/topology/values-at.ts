import type { JsonSchema } from './json-schema.ts'

/** Schemas that refer to themselves may go on for ever. */
const MAX_DEPTH = 64

/**
 * The texts that a schema lets stand at a JSON Pointer, as an attribute would carry them: none where it names nothing
 * there, undefined where they cannot be told.
 */
export function valuesAt(schema: JsonSchema, pointer: string): readonly string[] | undefined {
  const segments = pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
  return walk(schema, segments, { root: schema, depth: 0 })
}

interface Walk {
  readonly root: JsonSchema
  readonly depth: number
}

type Values = readonly string[] | undefined

function walk(schema: unknown, segments: readonly string[], { root, depth }: Walk): Values {
  if (typeof schema !== 'object' || schema === null || depth > MAX_DEPTH)
    return schema === false ? [] : undefined
  const { $ref, anyOf, oneOf, allOf, not } = schema as JsonSchema
  if (not !== undefined && Object.keys(not as object).length === 0) return []
  const next = { root, depth: depth + 1 }
  if (typeof $ref === 'string') return walk(referred(root, $ref), segments, next)
  const choices = [anyOf, oneOf, allOf].find(Array.isArray) as readonly unknown[] | undefined
  if (choices) return union(choices.map((choice) => walk(choice, segments, next)))
  const [segment, ...rest] = segments
  if (segment === undefined) return scalars(schema as JsonSchema)
  const inner = member(schema as JsonSchema, segment)
  return inner === undefined ? [] : walk(inner, rest, next)
}

function referred(root: JsonSchema, reference: string): unknown {
  if (reference === '#') return root
  const name = /^#\/\$defs\/(.+)$/.exec(reference)?.[1]
  return name === undefined ? true : (root['$defs'] as JsonSchema | undefined)?.[name]
}

function union(all: readonly Values[]): Values {
  return all.includes(undefined) ? undefined : [...new Set(all.flatMap((values) => values ?? []))]
}

/** The schema of a member; undefined where none is named. An object without a word on others may have some, unchecked. */
function member(schema: JsonSchema, segment: string): unknown {
  const { type, properties, additionalProperties, patternProperties, items, prefixItems } = schema
  if (type === undefined && properties === undefined) return true
  if (type === 'array')
    return (prefixItems as readonly unknown[] | undefined)?.[Number(segment)] ?? items ?? true
  if (type !== 'object') return undefined
  if (Object.hasOwn((properties ?? {}) as object, segment)) return (properties as JsonSchema)[segment]
  return patternProperties === undefined ? additionalProperties : true
}

function scalars({ const: only, enum: several, type }: JsonSchema): Values {
  const values = only !== undefined ? [only] : (several as readonly unknown[] | undefined)
  if (values) return values.filter((value) => value !== null && typeof value !== 'object').map(String)
  if (type === 'boolean') return ['true', 'false']
  return type === 'object' || type === 'array' || type === 'null' ? [] : undefined
}
