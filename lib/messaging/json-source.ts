import sjson from 'secure-json-parse'
import { checkJsonLimits, DATA_LIMITS, type JsonLimits } from './json-limits.ts'

/** A member of a JSON object, or an element of an array, with its value as it was written. */
export interface JsonMember {
  /** Undefined in an array. */
  readonly key: string | undefined
  /** Where its value begins in the text. */
  readonly at: number
  readonly source: string
}

/**
 * Parses text that comes from outside. Refuses what is too deep or has too many values, keys that reach for a prototype,
 * and a byte order mark, which RFC 8259 keeps out of JSON.
 * @throws SyntaxError
 */
export function parseJson(text: string, limits: JsonLimits = DATA_LIMITS): unknown {
  if (text.startsWith('\uFEFF')) throw new SyntaxError('Unexpected byte order mark')
  checkJsonLimits(text, limits)
  return sjson.parse(text, undefined, { protoAction: 'error', constructorAction: 'error' })
}

/**
 * Splits the text of a JSON object or array into its members, each value as source text: parsing and writing again
 * would round 64-bit integers and turn `1.0` into `1`.
 * The text must be valid JSON: parse it first.
 */
export function jsonMembers(text: string): JsonMember[] {
  const members: JsonMember[] = []
  let position = skipSpace(text, 0)
  const isObject = text[position] === '{'
  position = skipSpace(text, position + 1)
  while (position < text.length && text[position] !== '}' && text[position] !== ']') {
    let key: string | undefined
    if (isObject) {
      const end = endOfString(text, position)
      key = JSON.parse(text.slice(position, end)) as string
      position = skipSpace(text, skipSpace(text, end) + 1)
    }
    const end = endOfValue(text, position)
    members.push({ key, at: position, source: text.slice(position, end) })
    position = skipSpace(text, end)
    if (text[position] === ',') position = skipSpace(text, position + 1)
  }
  return members
}

function skipSpace(text: string, from: number): number {
  let position = from
  while (' \t\n\r'.includes(text[position] ?? 'x')) position += 1
  return position
}

function endOfString(text: string, from: number): number {
  let position = from + 1
  while (text[position] !== '"') position += text[position] === '\\' ? 2 : 1
  return position + 1
}

function endOfValue(text: string, from: number): number {
  if (text[from] === '"') return endOfString(text, from)
  let position = from
  let depth = 0
  while (position < text.length) {
    const character = text[position] as string
    if (character === '"') {
      position = endOfString(text, position)
      continue
    }
    if (depth === 0 && ',}] \t\n\r'.includes(character)) return position
    if ('{['.includes(character)) depth += 1
    if ('}]'.includes(character)) depth -= 1
    position += 1
    if (depth === 0 && '}]'.includes(character)) return position
  }
  return position
}
