/** Text access to numbers while parsing, which TypeScript's library does not know yet. @see https://tc39.es/proposal-json-parse-with-source/ */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown
const json = JSON as unknown as {
  parse(text: string, reviver: Reviver): unknown
  rawJSON(source: string): unknown
}

/**
 * Parses what is only to be written again: numbers keep their text, `1.0` and 64-bit integers too.
 * @throws SyntaxError
 */
export function parseExactly(text: string): unknown {
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? json.rawJSON(source) : value,
  )
}
