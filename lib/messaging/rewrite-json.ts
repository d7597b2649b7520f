import { jsonMembers } from './json-source.ts'

/** What is done at each place of a JSON document, from the outside in. */
export interface JsonRewrite<Place> {
  /** What stands at `place` from now on, or undefined to look into what is there. */
  replacement(place: Place, source: string): string | undefined
  /** The place of a member of an object, by its key, or of an element of an array, by its index. */
  member(place: Place, key: string | number): Place
}

/**
 * Replaces values in JSON text, and leaves everything else byte for byte: numbers, spaces, order, keys that are there
 * twice. The text must be valid JSON, and nested no deeper than data may be: parse it first.
 */
export function rewriteJson<Place>(text: string, place: Place, rewrite: JsonRewrite<Place>): string {
  const source = text.trim()
  const replaced = rewrite.replacement(place, source)
  if (replaced !== undefined) return text.replace(source, () => replaced)
  if (!'{['.includes(source.charAt(0))) return text
  let written = ''
  let end = 0
  jsonMembers(text).forEach(({ key, at, source: value }, index) => {
    written += text.slice(end, at) + rewriteJson(value, rewrite.member(place, key ?? index), rewrite)
    end = at + value.length
  })
  return written + text.slice(end)
}
