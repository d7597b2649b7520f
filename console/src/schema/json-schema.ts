/** What the console knows of JSON Schema 2020-12; the rest is left to the endpoint, which has the last word anyway. */
export interface Schema {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Schema>>
  readonly title?: string
  readonly description?: string
  /** Ours: its values are masked wherever they are shown. */
  readonly sensitive?: boolean
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema | boolean
  readonly prefixItems?: readonly Schema[]
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  readonly default?: unknown
}

/** What a schema is shown and edited as. `json`: as text, since it is nothing simpler. */
export type Kind =
  | 'choice'
  | 'string'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'array'
  | 'object'
  | 'null'
  | 'json'

const PLAIN_KINDS = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'] as const
const MAX_REFERENCES = 20

/** A schema with its reference followed, within the document `root`. */
export function resolved(root: Schema, schema: Schema): Schema {
  let found = schema
  for (let steps = 0; found.$ref !== undefined && steps < MAX_REFERENCES; steps += 1) {
    const { $ref, ...beside } = found
    found = { ...at(root, $ref), ...beside }
  }
  return found
}

function at(root: Schema, reference: string): Schema {
  const path = reference.replace(/^#\/?/, '').split('/').filter(Boolean)
  const found = path.reduce<unknown>(
    (place, name) =>
      (place as Record<string, unknown> | undefined)?.[name.replaceAll('~1', '/').replaceAll('~0', '~')],
    root,
  )
  return (found ?? {}) as Schema
}

/** `X or null`, however it is written, as X; undefined for everything else. */
export function nullable(root: Schema, schema: Schema): Schema | undefined {
  const { type, anyOf, ...beside } = schema
  if (Array.isArray(type)) {
    const [only, ...others] = type.filter((each) => each !== 'null')
    return others.length === 0 && only !== undefined ? { ...beside, type: only } : undefined
  }
  const [only, ...others] = (anyOf ?? []).filter((each) => resolved(root, each).type !== 'null')
  return anyOf?.length === 2 && only && others.length === 0
    ? { ...resolved(root, only), ...beside }
    : undefined
}

export function kindOf(schema: Schema): Kind {
  if (schema.enum !== undefined || schema.const !== undefined) return 'choice'
  if (schema.anyOf || schema.oneOf || schema.allOf || schema.prefixItems) return 'json'
  const kind = PLAIN_KINDS.find((each) => each === schema.type)
  if (kind === 'object' && schema.properties === undefined) return 'json'
  if (kind === 'array' && typeof schema.items !== 'object') return 'json'
  return kind ?? 'json'
}

export const choicesOf = (schema: Schema): readonly unknown[] => schema.enum ?? [schema.const]
