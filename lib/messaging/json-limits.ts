/** How much a JSON document may hold. */
export interface JsonLimits {
  readonly depth: number
  /** Of scalars, arrays and objects together, an empty array or object counted twice. */
  readonly values: number
}

/** Of the data of one event. What nests deeper or is cut up smaller costs more to read than its bytes tell. */
export const DATA_LIMITS: JsonLimits = { depth: 64, values: 100_000 }
/** Of an event: its data lies one level deeper, and its attributes count too. */
export const EVENT_LIMITS: JsonLimits = { depth: 65, values: 101_000 }
/** Of a batch. It has room for an event that is too deep, which is refused without its neighbours. */
export const BATCH_LIMITS: JsonLimits = { depth: 1_000, values: 100_000 }

/**
 * One pass over a text that may not even be JSON, before anything is made of it.
 * @throws SyntaxError
 */
export function checkJsonLimits(text: string, limits: JsonLimits): void {
  let depth = 0
  let values = 1
  for (let position = 0; position < text.length; position += 1) {
    switch (text[position]) {
      case '"':
        position = closingQuote(text, position)
        break
      case ',':
        values += 1
        break
      case '[':
      case '{':
        values += 1
        depth += 1
        if (depth > limits.depth) throw new SyntaxError(`it nests deeper than ${limits.depth} levels`)
        break
      case ']':
      case '}':
        depth -= 1
    }
  }
  if (values > limits.values) throw new SyntaxError(`it has more than ${limits.values} values`)
}

/** The end of the text where it is missing. */
function closingQuote(text: string, from: number): number {
  let position = from + 1
  while (position < text.length && text[position] !== '"') position += text[position] === '\\' ? 2 : 1
  return position
}
