import { choicesOf, kindOf, nullable, resolved, type Schema } from './json-schema.ts'

/** One line of what a schema says. */
export interface SchemaField {
  /** As in `lines[].sku`. */
  readonly name: string
  readonly type: string
  readonly required: boolean
  /** In words: `at least 1`, `at most 64 characters`. */
  readonly limits: readonly string[]
  readonly sensitive: boolean
  readonly description?: string
}

/** Deeper, a schema repeats itself, or nobody reads it. */
const MAX_DEPTH = 8

/** All fields of a schema, each after what it is in. Data that is no object is one field without a name. */
export function schemaFields(root: Schema): readonly SchemaField[] {
  const top = resolved(root, root)
  return kindOf(top) === 'object'
    ? membersOf(root, top, '', 1)
    : fieldsOf(root, top, { name: 'data', required: true }, 1)
}

function membersOf(root: Schema, schema: Schema, prefix: string, depth: number): readonly SchemaField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const required = schema.required?.includes(name) ?? false
    return fieldsOf(root, member, { name: `${prefix}${name}`, required }, depth)
  })
}

function fieldsOf(
  root: Schema,
  given: Schema,
  { name, required }: Pick<SchemaField, 'name' | 'required'>,
  depth: number,
): readonly SchemaField[] {
  const written = resolved(root, given)
  const inner = nullable(root, written)
  const schema = inner ?? written
  const field = {
    ...{ name, required, limits: limitsOf(schema), sensitive: schema.sensitive === true },
    type: `${typeOf(root, schema)}${inner ? ' or null' : ''}`,
    ...(schema.description !== undefined && { description: schema.description }),
  }
  if (depth >= MAX_DEPTH) return [field]
  if (schema.properties) return [field, ...membersOf(root, schema, `${name}.`, depth + 1)]
  if (typeof schema.items !== 'object') return [field]
  const item = resolved(root, schema.items)
  if (item.properties) return [field, ...membersOf(root, item, `${name}[].`, depth + 1)]
  return [field, ...fieldsOf(root, item, { name: `${name}[]`, required: true }, depth + 1)]
}

function typeOf(root: Schema, schema: Schema): string {
  if (kindOf(schema) === 'choice')
    return choicesOf(schema)
      .map((each) => JSON.stringify(each))
      .join(' or ')
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives) return alternatives.map((each) => typeOf(root, resolved(root, each))).join(' or ')
  if (schema.allOf) return schema.allOf.map((each) => typeOf(root, resolved(root, each))).join(' and ')
  const { type } = schema
  if (typeof type === 'string') return type
  return type === undefined ? 'anything' : type.join(' or ')
}

export function limitsOf(schema: Schema): readonly string[] {
  const { minLength, maxLength, minItems, maxItems, pattern, format, multipleOf } = schema
  return [
    ...range(minLength, maxLength, ' character'),
    ...range(minItems, maxItems, ' item'),
    ...numbers(schema),
    ...(multipleOf === undefined ? [] : [`a multiple of ${multipleOf}`]),
    ...(format === undefined ? [] : [`format ${format}`]),
    ...(pattern === undefined ? [] : [`matches ${pattern}`]),
    ...(schema.default === undefined ? [] : [`${JSON.stringify(schema.default)} if left out`]),
  ]
}

/** `of` in the singular, with the space before it. */
function range(least: number | undefined, most: number | undefined, of = ''): readonly string[] {
  const counted = (count: number): string => `${count}${of && count !== 1 ? `${of}s` : of}`
  if (least === undefined) return most === undefined ? [] : [`at most ${counted(most)}`]
  if (most === undefined) return [`at least ${counted(least)}`]
  return [least === most ? `exactly ${counted(least)}` : `${least} to ${counted(most)}`]
}

/** An integer of JavaScript's always has these limits: they say nothing of the event. */
function numbers({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): readonly string[] {
  const least = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum
  return [
    ...range(least, most),
    ...(exclusiveMinimum === undefined ? [] : [`more than ${exclusiveMinimum}`]),
    ...(exclusiveMaximum === undefined ? [] : [`less than ${exclusiveMaximum}`]),
  ]
}
