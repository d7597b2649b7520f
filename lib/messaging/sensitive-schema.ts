import type { JsonSchema } from '../topology/json-schema.ts'

/** A schema within the document that its references are resolved in. */
export interface PlacedSchema {
  readonly root: JsonSchema
  readonly schema: JsonSchema
}

const COMBINATORS = ['anyOf', 'oneOf', 'allOf'] as const

/**
 * Whether a value must be hidden: by one of the documents, the schema for its kind of value is marked, or there is none
 * for its kind and marked values are looked for at its place or below.
 */
export function isSensitive(schemas: readonly PlacedSchema[], source: string): boolean {
  const kind = kindOf(source)
  return [...Map.groupBy(schemas, ({ root }) => root).values()].some((ofOne) => {
    const fitting = ofOne.filter(({ schema }) => accepts(schema, kind))
    return fitting.length > 0 ? fitting.some(isMarked) : hasSensitive(ofOne)
  })
}

/** Whether anything that these schemas describe is marked. */
export function hasSensitive(schemas: readonly PlacedSchema[], seen = new Set<JsonSchema>()): boolean {
  return schemas.some((placed) => {
    if (seen.has(placed.schema)) return false
    seen.add(placed.schema)
    return isMarked(placed) || hasSensitive(everythingBelow(placed), seen)
  })
}

/** The schemas themselves, without references, choices and combinations, each of which counts. */
export function resolved(placed: PlacedSchema, seen = new Set<JsonSchema>()): PlacedSchema[] {
  const { root, schema } = placed
  if (seen.has(schema) || schema['not'] !== undefined) return []
  seen.add(schema)
  const inner = COMBINATORS.flatMap((name) => schemasIn(schema[name]))
  const { $ref } = schema
  if (typeof $ref === 'string') inner.push(referred(root, $ref))
  const others = inner.flatMap((each) => resolved({ root, schema: each }, seen))
  const isWrapper = inner.length > 0 && schema['type'] === undefined && !isMarked(placed)
  return isWrapper ? others : [placed, ...others]
}

/** The schemas of a member or an element; none where nothing is said about it. */
export function membersOf(schemas: readonly PlacedSchema[], key: string | number): PlacedSchema[] {
  return schemas.flatMap(({ root, schema }) =>
    memberSchemas(schema, key).flatMap((member) => resolved({ root, schema: member })),
  )
}

function memberSchemas(schema: JsonSchema, key: string | number): JsonSchema[] {
  if (isAnything(schema)) return [{}]
  if (typeof key === 'number') {
    const prefix = schemasIn(schema['prefixItems'])
    return key < prefix.length ? prefix.slice(key, key + 1) : schemasIn([schema['items']])
  }
  const properties = (schema['properties'] ?? {}) as JsonSchema
  if (Object.hasOwn(properties, key)) return schemasIn([properties[key]])
  return schemasIn([
    ...Object.values((schema['patternProperties'] ?? {}) as object),
    schema['additionalProperties'],
  ])
}

function everythingBelow({ root, schema }: PlacedSchema): PlacedSchema[] {
  const { properties = {}, patternProperties = {}, additionalProperties, items, prefixItems } = schema
  const named = [...Object.values(properties as object), ...Object.values(patternProperties as object)]
  return schemasIn([...named, additionalProperties, items, ...schemasIn(prefixItems)]).flatMap((below) =>
    resolved({ root, schema: below }),
  )
}

/** Keys are data too: where they are marked, the object that has them is. */
function isMarked({ root, schema }: PlacedSchema): boolean {
  const names = schemasIn([schema['propertyNames']]).flatMap((each) => resolved({ root, schema: each }))
  return Boolean(schema['sensitive']) || names.some(isMarked)
}

function isAnything(schema: JsonSchema): boolean {
  return !['type', 'const', 'enum', 'properties', 'items'].some((keyword) => schema[keyword] !== undefined)
}

function accepts(schema: JsonSchema, kind: string): boolean {
  const { type, const: only, enum: several } = schema
  if (type !== undefined) return type === kind || (type === 'integer' && kind === 'number')
  const values = only === undefined ? (several as readonly unknown[] | undefined) : [only]
  return values === undefined || values.some((value) => kindOf(JSON.stringify(value)) === kind)
}

function kindOf(source: string): string {
  const kinds: Record<string, string> = { '{': 'object', '[': 'array', '"': 'string' }
  const others: Record<string, string> = { t: 'boolean', f: 'boolean', n: 'null' }
  return kinds[source.charAt(0)] ?? others[source.charAt(0)] ?? 'number'
}

function referred(root: JsonSchema, reference: string): JsonSchema {
  if (reference === '#') return root
  const definitions = root['$defs'] as Readonly<Record<string, JsonSchema>> | undefined
  return definitions?.[reference.replace('#/$defs/', '')] ?? {}
}

/** Those of the values that are schemas: `true` allows anything, `false` and absent ones nothing. */
function schemasIn(values: unknown): JsonSchema[] {
  if (!Array.isArray(values)) return []
  return values
    .filter((value) => value === true || (typeof value === 'object' && value !== null))
    .map((value) => (value === true ? {} : value))
}
