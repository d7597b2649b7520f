import { pointerTo } from '../messaging/json-pointer.ts'

/** A place in a schema, as a JSON Pointer, where what a published version accepts has changed. */
export interface SchemaChange {
  readonly pointer: string
  readonly was: unknown
  readonly is: unknown
}

type Members = Readonly<Record<string, unknown>>

/** What a schema says about itself. @see https://json-schema.org/draft/2020-12/json-schema-validation#section-9 */
const ANNOTATIONS = [
  ...['$schema', '$id', '$comment', 'title', 'description', 'examples'],
  ...['default', 'deprecated', 'readOnly', 'writeOnly'],
  // Ours: who may see it changes nothing about what it may be.
  'sensitive',
]
/** Keywords whose members are names of the user's, each with a schema. */
const NAMED_SCHEMAS = ['properties', 'patternProperties', '$defs']

/**
 * What changed between a published schema and today's, apart from annotations and from optional properties that were
 * added: to those nobody has sent or read anything yet.
 */
export function schemaChanges(was: unknown, is: unknown, pointer = ''): SchemaChange[] {
  if (Array.isArray(was) && Array.isArray(is) && was.length === is.length) {
    return was.flatMap((item, index) => schemaChanges(item, is[index], `${pointer}/${index}`))
  }
  if (!isMembers(was) || !isMembers(is)) return was === is ? [] : [{ pointer, was, is }]
  const keywords = new Set(
    [...Object.keys(was), ...Object.keys(is)].filter((key) => !ANNOTATIONS.includes(key)),
  )
  return [...keywords].flatMap((keyword) => {
    const place = `${pointer}/${keyword}`
    const [before, after] = [was[keyword], is[keyword]]
    if (keyword === 'required')
      return sameNames(before, after) ? [] : [{ pointer: place, was: before, is: after }]
    return NAMED_SCHEMAS.includes(keyword)
      ? namedChanges(keyword, before, after, place)
      : schemaChanges(before, after, place)
  })
}

/** Optional properties may be added; a required one shows in `required`. */
function namedChanges(keyword: string, was: unknown, is: unknown, pointer: string): SchemaChange[] {
  const [before, after] = [was, is].map((value) => (isMembers(value) ? value : {})) as [Members, Members]
  const added = keyword === 'patternProperties' ? Object.keys(after) : []
  return [...new Set([...Object.keys(before), ...added])].flatMap((name) =>
    schemaChanges(before[name], after[name], `${pointer}${pointerTo([name])}`),
  )
}

/** The order in which names are required says nothing. */
function sameNames(was: unknown, is: unknown): boolean {
  const [before, after] = [was, is].map((value) => (Array.isArray(value) ? value.toSorted() : []))
  return JSON.stringify(before) === JSON.stringify(after)
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
