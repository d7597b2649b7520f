import { escaped } from '../../visible-text.ts'

/** A stretch of a JSON document; one that is masked is a value of its own. */
export interface JsonPiece {
  readonly text: string
  readonly masked: boolean
}

/** Deeper levels are written at this one's indentation: what nests 100,000 deep must not become gigabytes of space. */
const MAX_INDENTED_LEVELS = 32
/** Strings, punctuation, and the rest: numbers, true, false, null. */
const TOKENS = /"(?:[^"\\]+|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/**
 * Indents JSON without reading it: numbers and escapes stay as they were written, keys that occur twice too. Characters
 * without a shape become escapes, which mean the same.
 * @throws SyntaxError when it is not JSON
 */
export function prettyPieces(json: string, masked: readonly string[] = []): readonly JsonPiece[] {
  JSON.parse(json)
  const layout = new Layout(new Set(masked))
  for (const [token] of json.matchAll(TOKENS)) layout.add(token)
  return layout.pieces()
}

/** @throws SyntaxError when it is not JSON */
export function prettyJson(json: string): string {
  return prettyPieces(json)
    .map(({ text }) => text)
    .join('')
}

/** Where one is: in an object behind a key, or at an index of an array. */
interface Level {
  readonly isArray: boolean
  at: string
  index: number
  isEmpty: boolean
}

class Layout {
  readonly #masked: ReadonlySet<string>
  readonly #levels: Level[] = []
  readonly #pieces: JsonPiece[] = []
  #text = ''
  /** Within an object, whether the next string is a key. */
  #atKey = false

  constructor(masked: ReadonlySet<string>) {
    this.#masked = masked
  }

  add(token: string): void {
    if (token === '{' || token === '[') this.#open(token)
    else if (token === '}' || token === ']') this.#close(token)
    else if (token === ',') this.#next()
    else if (token === ':') this.#text += ': '
    else this.#scalar(token)
  }

  pieces(): readonly JsonPiece[] {
    this.#cut()
    return this.#pieces
  }

  #open(token: string): void {
    this.#begin()
    this.#text += token
    const isArray = token === '['
    this.#levels.push({ isArray, at: '0', index: 0, isEmpty: true })
    this.#atKey = !isArray
  }

  #close(token: string): void {
    const level = this.#levels.pop()
    if (!level?.isEmpty) this.#line()
    this.#text += token
    this.#atKey = false
  }

  #next(): void {
    const level = this.#levels.at(-1) as Level
    level.index += 1
    if (level.isArray) level.at = String(level.index)
    this.#atKey = !level.isArray
    this.#text += ','
    this.#line()
  }

  #scalar(token: string): void {
    this.#begin()
    const level = this.#levels.at(-1)
    const written = token.replace(/[\p{Cf}\p{Cs}\p{Cc}\u2028\u2029]/gu, escaped)
    if (level && this.#atKey) {
      level.at = JSON.parse(token) as string
      this.#atKey = false
      this.#text += written
    } else if (this.#masked.size > 0 && this.#masked.has(this.#pointer())) {
      this.#cut()
      this.#pieces.push({ text: written, masked: true })
    } else {
      this.#text += written
    }
  }

  /** The first thing of a level begins a line of its own. */
  #begin(): void {
    const level = this.#levels.at(-1)
    if (!level?.isEmpty) return
    level.isEmpty = false
    this.#line()
  }

  #line(): void {
    this.#text += `\n${'  '.repeat(Math.min(this.#levels.length, MAX_INDENTED_LEVELS))}`
  }

  #cut(): void {
    if (this.#text !== '') this.#pieces.push({ text: this.#text, masked: false })
    this.#text = ''
  }

  #pointer(): string {
    return this.#levels.map(({ at }) => `/${at.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  }
}

/** The beginning of a document, so many characters long. */
export function cutPieces(pieces: readonly JsonPiece[], max: number): readonly JsonPiece[] {
  let left = max
  return pieces.flatMap((piece) => {
    const text = piece.text.slice(0, left)
    left -= text.length
    return text === '' ? [] : [{ ...piece, text }]
  })
}
