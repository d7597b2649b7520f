import { choicesOf, kindOf, nullable, resolved, type Schema } from './json-schema.ts'

const MAX_DEPTH = 8

/** Where the form of something new begins: what must be there, empty; undefined for what is left to be typed. */
export function initialValue(root: Schema, given: Schema, depth = 0): unknown {
  const schema = resolved(root, given)
  if (nullable(root, schema)) return null
  if (schema.default !== undefined) return schema.default
  const kind = kindOf(schema)
  if (kind === 'choice') return choicesOf(schema)[0]
  if (kind === 'string') return ''
  if (kind === 'array') return []
  if (kind !== 'object' || depth >= MAX_DEPTH) return undefined
  const members = (schema.required ?? []).map((name) => {
    const member = schema.properties?.[name]
    return [name, member && initialValue(root, member, depth + 1)] as const
  })
  return Object.fromEntries(members)
}
