import type { Json } from './engine.ts'
import { refusal } from './refusal.ts'

type Value = Record<string, unknown>

/** A write in PartiQL, read. `where` comes in the statement's order. */
export type ReadStatement =
  | { readonly kind: 'insert'; readonly table: string; readonly item: Readonly<Record<string, Value>> }
  | {
      readonly kind: 'update'
      readonly table: string
      readonly set: readonly (readonly [name: string, value: Value])[]
      readonly remove: readonly string[]
      readonly where: readonly (readonly [name: string, operator: string, value: Value])[]
    }

/** Names in quotes, `?`, words and signs; anything else is not understood. */
const TOKEN = /\s*("[^"]+"|'[^']+'|\?|[a-z]+|<=|>=|<>|[<>={}:,])/iy

/**
 * Reads the two writes of PartiQL that run at home, with a parameter for every value:
 * `INSERT INTO "table" VALUE {'name': ?, …}` and `UPDATE "table" SET "name"=? … REMOVE "name" … WHERE "name"=? AND …`.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
 */
export function readStatement({ Statement: text, Parameters = [] }: Json): ReadStatement {
  const reader = startReading(String(text), Parameters as readonly Value[])
  const statement = reader.takes('INSERT') ? readInsert(reader) : readUpdate(reader)
  reader.end()
  return statement
}

function readInsert(reader: Reader): ReadStatement {
  reader.must('INTO')
  const table = reader.name('"')
  reader.must('VALUE')
  reader.must('{')
  const item: Record<string, Value> = {}
  do {
    const name = reader.name("'")
    reader.must(':')
    item[name] = reader.parameter()
  } while (reader.takes(','))
  reader.must('}')
  return { kind: 'insert', table, item }
}

function readUpdate(reader: Reader): ReadStatement {
  reader.must('UPDATE')
  const table = reader.name('"')
  const set: (readonly [string, Value])[] = []
  const remove: string[] = []
  while (!reader.takes('WHERE')) {
    if (reader.takes('REMOVE')) remove.push(reader.name('"'))
    else {
      reader.must('SET')
      const name = reader.name('"')
      reader.must('=')
      set.push([name, reader.parameter()])
    }
  }
  const where: (readonly [string, string, Value])[] = []
  do where.push([reader.name('"'), reader.operator(), reader.parameter()])
  while (reader.takes('AND'))
  return { kind: 'update', table, set, remove, where }
}

interface Reader {
  /** Takes the next token if it is this one. */
  takes(token: string): boolean
  must(token: string): void
  name(quote: '"' | "'"): string
  operator(): string
  parameter(): Value
  end(): void
}

function startReading(text: string, parameters: readonly Value[]): Reader {
  const tokens = tokensOf(text)
  let at = 0
  let used = 0
  const misread = (expected: string): never => {
    const given = tokens[at] ?? 'the end'
    throw refusal(
      'ValidationException',
      `Not run locally: ${given} where ${expected} is expected in: ${text}`,
    )
  }
  const next = (expected: string, isIt: (token: string) => boolean): string => {
    const token = tokens[at]
    if (token === undefined || !isIt(token)) return misread(expected)
    at += 1
    return token
  }
  const is = (word: string) => (token: string) => token.toUpperCase() === word
  return {
    takes(word) {
      const taken = is(word)(tokens[at] ?? '')
      if (taken) at += 1
      return taken
    },
    must: (word) => void next(word, is(word)),
    name: (quote) => next(`a name in ${quote}`, (token) => token.startsWith(quote)).slice(1, -1),
    operator: () => next('a comparison', (token) => ['=', '<', '<=', '>', '>=', '<>'].includes(token)),
    parameter() {
      next('?', is('?'))
      const value = parameters[used]
      used += 1
      return value ?? misread('a parameter for each ?')
    },
    end() {
      if (at < tokens.length) misread('the end')
      if (used < parameters.length) misread('a ? for each parameter')
    },
  }
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = []
  const trimmed = text.trimEnd()
  TOKEN.lastIndex = 0
  for (let from = 0; from < trimmed.length; from = TOKEN.lastIndex) {
    const [, found] = TOKEN.exec(trimmed) ?? []
    if (found === undefined) {
      throw refusal('ValidationException', `Not run locally: '${trimmed.slice(from)}' in: ${text}`)
    }
    tokens.push(found)
  }
  return tokens
}
