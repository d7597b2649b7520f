import { type Schema, Validator } from '@cfworker/json-schema'

/** What is wrong with data that one types, and where. */
export interface DataError {
  /** JSON Pointer; empty for the whole. */
  readonly pointer: string
  readonly detail: string
}

/** They only say that something within is wrong, which is told on its own. */
const OF_WHAT_IS_WITHIN = new Set([
  ...['properties', 'patternProperties', 'additionalProperties', 'items', 'prefixItems'],
  ...['$ref', 'allOf'],
])
const MAX_ERRORS = 20

export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/**
 * What the schema has against the data, so that a mistake shows before it is sent. The desk has the last word. Values
 * that are masked are not judged: what they hide goes back in their place.
 */
export function checkData(json: string, schema?: object, masked: readonly string[] = []): DataError[] {
  let data: unknown
  try {
    data = JSON.parse(json)
  } catch (error) {
    return [{ pointer: '', detail: `This is not JSON: ${(error as Error).message}.` }]
  }
  if (schema === undefined) return []
  try {
    return mistakesIn(data, schema)
      .filter(({ pointer }) => !masked.includes(pointer))
      .slice(0, MAX_ERRORS)
  } catch (error) {
    // Half a character in a key, or depth without an end: whoever wrote the data may have meant it.
    return [{ pointer: '', detail: `Only the desk can check this (${(error as Error).message}).` }]
  }
}

function mistakesIn(data: unknown, schema: object): DataError[] {
  const { errors } = new Validator(schema as Schema, '2020-12', false).validate(data)
  return errors
    .filter(({ keyword }) => !OF_WHAT_IS_WITHIN.has(keyword))
    .map(({ instanceLocation, keyword, error }) => ({
      pointer: decodeURIComponent(instanceLocation.slice(1)),
      detail: inWords(keyword, error),
    }))
}

/** The validator's words, but for those that say something else than it checks. */
function inWords(keyword: string, error: string): string {
  if (keyword === 'false') return 'The schema has no such member.'
  if (keyword === 'exclusiveMinimum') return error.replace('is less than', 'is not greater than')
  if (keyword === 'exclusiveMaximum') return error.replace('is greater than', 'is not less than')
  return error
}
