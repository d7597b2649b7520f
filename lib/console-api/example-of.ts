import type { JsonSchema } from '../topology/json-schema.ts'

/** A schema that refers to itself has to end somewhere. */
const MAX_DEPTH = 12

/** For the formats that zod knows and people write. */
const BY_FORMAT: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
  time: '00:00:00Z',
  duration: 'PT1H',
  uuid: '00000000-0000-4000-8000-000000000000',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
}

/** JSON that fits a schema as far as the schema tells by values and bounds: what a `pattern` wants, people know better. */
export function exampleOf(schema: JsonSchema): unknown {
  const definitions = (schema['$defs'] ?? {}) as Readonly<Record<string, JsonSchema>>
  return valueBy(schema, definitions, 0)
}

type Definitions = Readonly<Record<string, JsonSchema>>

function valueBy(schema: JsonSchema, definitions: Definitions, depth: number): unknown {
  if (depth > MAX_DEPTH) return null
  const given = givenIn(schema)
  if (given !== undefined) return given
  const referred = referredBy(schema, definitions)
  if (referred) return valueBy(referred, definitions, depth + 1)
  const all = schema['allOf'] as readonly JsonSchema[] | undefined
  if (all) return mergedOf(all.map((each) => valueBy(each, definitions, depth + 1)))
  const [first] = [schema['anyOf'] ?? schema['oneOf'] ?? []].flat() as JsonSchema[]
  if (first) return valueBy(first, definitions, depth + 1)
  return byType(schema, definitions, depth)
}

/** What a schema says in so many words. */
function givenIn(schema: JsonSchema): unknown {
  const [example] = (schema['examples'] ?? []) as readonly unknown[]
  const [member] = (schema['enum'] ?? []) as readonly unknown[]
  return schema['default'] ?? example ?? schema['const'] ?? member
}

function referredBy({ $ref }: JsonSchema, definitions: Definitions): JsonSchema | undefined {
  return typeof $ref === 'string' ? definitions[$ref.replace('#/$defs/', '')] : undefined
}

const mergedOf = (values: readonly unknown[]): unknown =>
  values.every((value) => typeof value === 'object' && value !== null)
    ? Object.assign({}, ...values)
    : values[0]

function byType(schema: JsonSchema, definitions: Definitions, depth: number): unknown {
  const [type] = [schema['type'] ?? (schema['properties'] ? 'object' : 'null')].flat() as string[]
  switch (type) {
    case 'object':
      return objectOf(schema, definitions, depth)
    case 'array': {
      const items = (schema['prefixItems'] ?? []) as readonly JsonSchema[]
      const each = (schema['items'] ?? {}) as JsonSchema
      const least = Math.max(Number(schema['minItems'] ?? 1), items.length)
      const wanted = Array.from({ length: Math.min(least, 10) }, (_, index) => items[index] ?? each)
      return wanted.map((item) => valueBy(item, definitions, depth + 1))
    }
    case 'string':
      return textOf(schema)
    case 'integer':
    case 'number':
      return numberOf(schema)
    case 'boolean':
      return false
    default:
      return null
  }
}

function objectOf(schema: JsonSchema, definitions: Definitions, depth: number): unknown {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
  const required = (schema['required'] ?? []) as readonly string[]
  const members = required.map((name) => [name, valueBy(properties[name] ?? {}, definitions, depth + 1)])
  return Object.fromEntries(members)
}

function textOf(schema: JsonSchema): string {
  const format = BY_FORMAT[String(schema['format'])]
  if (format !== undefined) return format
  return 'x'.repeat(Math.min(Number(schema['minLength'] ?? 0), 100))
}

/** The one nearest to nothing between the bounds. */
function numberOf(schema: JsonSchema): number {
  const bound = (name: string, otherwise: number): number => Number(schema[name] ?? otherwise)
  const step = bound('multipleOf', 1)
  const above = bound('exclusiveMinimum', Number.NEGATIVE_INFINITY)
  const below = bound('exclusiveMaximum', Number.POSITIVE_INFINITY)
  const least = Math.max(bound('minimum', Number.NEGATIVE_INFINITY), above + step)
  const most = Math.min(bound('maximum', Number.POSITIVE_INFINITY), below - step)
  if (least > most) return (Math.max(above, least - step) + Math.min(below, most + step)) / 2
  if (least > 0) return Math.ceil(least / step) * step
  return most < 0 ? Math.floor(most / step) * step : 0
}
