/** A JSON Schema, as far as it is shown. */
export interface JsonSchema {
  readonly $ref?: string
  readonly title?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly [keyword: string]: unknown
}

/** One member of an object, with those of its own members: `lines[].sku`. */
export interface SchemaRow {
  readonly path: string
  readonly words: string
  readonly isRequired: boolean
  readonly description: string
}

const MAX_DEPTH = 8

/** What a reference within a document points to; the thing itself, where it is none. */
export function resolved<Node extends { readonly $ref?: string }>(document: object, node: Node): Node {
  let found: Node | undefined = node
  for (let hops = 0; found?.$ref?.startsWith('#/') && hops < MAX_DEPTH; hops += 1) {
    found = at(document, found.$ref.slice(2).split('/')) as Node | undefined
  }
  return found ?? node
}

function at(document: object, path: readonly string[]): unknown {
  return path.reduce<unknown>((node, part) => {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
    return typeof node === 'object' && node !== null && Object.hasOwn(node, key)
      ? (node as Record<string, unknown>)[key]
      : undefined
  }, document)
}

/** The last part of a reference; a title, or what it is in words, where there is none. */
export const nameOf = (document: object, schema: JsonSchema): string =>
  schema.$ref?.split('/').at(-1) ?? schema.title ?? schemaWords(document, schema)

/** The alternatives of a schema, those within them too; one that has members of its own has none. */
export function alternativesOf(document: object, schema: JsonSchema): readonly JsonSchema[] {
  const { anyOf, oneOf, properties } = resolved(document, schema)
  const found = properties ? undefined : (anyOf ?? oneOf)
  return found ? found.flatMap((each) => alternativesOf(document, each)) : [schema]
}

/** The members of an object, or of the objects in an array, one a line. */
export function schemaRows(document: object, schema: JsonSchema): readonly SchemaRow[] {
  return rowsOf(document, schema, '', 0)
}

function rowsOf(document: object, schema: JsonSchema, prefix: string, depth: number): readonly SchemaRow[] {
  const whole = resolved(document, schema)
  if (depth > MAX_DEPTH) return []
  if (whole.items) return rowsOf(document, whole.items, `${prefix}[]`, depth + 1)
  const own = Object.entries(whole.properties ?? {}).flatMap(([name, member]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`
    const { description = '' } = resolved(document, member)
    const isRequired = whole.required?.includes(name) ?? false
    const words = schemaWords(document, member)
    return [{ path, words, isRequired, description }, ...rowsOf(document, member, path, depth + 1)]
  })
  return [...own, ...(whole.allOf ?? []).flatMap((part) => rowsOf(document, part, prefix, depth + 1))]
}

/** Keywords that limit, and how each is said. */
const LIMITS: Readonly<Record<string, (value: unknown) => string>> = {
  minimum: (value) => `≥ ${value}`,
  exclusiveMinimum: (value) => `> ${value}`,
  maximum: (value) => `≤ ${value}`,
  exclusiveMaximum: (value) => `< ${value}`,
  multipleOf: (value) => `a multiple of ${value}`,
  minLength: (value) => `at least ${value} long`,
  maxLength: (value) => `at most ${value} long`,
  minItems: (value) => `at least ${value} items`,
  maxItems: (value) => `at most ${value} items`,
  pattern: (value) => `matches ${value}`,
}
/** What every safe integer is, which says nothing. */
const BOUNDLESS: readonly unknown[] = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]

/** What a value must be, in few words: `integer, > 0`. References are followed into the document. */
export function schemaWords(document: object, schema: JsonSchema): string {
  const whole = resolved(document, schema)
  const { type = [], format, anyOf, oneOf, enum: values } = whole
  if ('const' in whole) return JSON.stringify(whole.const)
  if (values) return values.map((value) => JSON.stringify(value)).join(' or ')
  const alternatives = anyOf ?? oneOf
  if (alternatives) return alternatives.map((each) => shortName(document, each)).join(' or ')
  const limits = Object.entries(LIMITS).flatMap(([keyword, say]) =>
    whole[keyword] === undefined || BOUNDLESS.includes(whole[keyword]) ? [] : [say(whole[keyword])],
  )
  const words = [[type].flat().join(' or '), format ?? '', ...limits].filter((word) => word !== '')
  return words.length === 0 ? 'anything' : words.join(', ')
}

/** An object by its name, for its members are many; anything else by what it must be. */
const shortName = (document: object, schema: JsonSchema): string =>
  resolved(document, schema).properties ? nameOf(document, schema) : schemaWords(document, schema)
