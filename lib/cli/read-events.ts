import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import type { NewEvent } from '../client/index.ts'
import { checkBase64 } from '../messaging/attribute-rules.ts'
import { parseExactly } from '../messaging/exact-json.ts'
import { UsageError } from './usage-error.ts'

/** An event of a file, or why it is none. */
export interface EventEntry {
  /** Where it stands: `line 7`, or `event 7` of a JSON array. */
  readonly position: string
  readonly event: NewEvent | Error
}

/** The bytes of a file, or of standard input for `-`. */
export async function readInput(path: string): Promise<Uint8Array> {
  if (path === '-') return buffer(process.stdin)
  try {
    return await readFile(path)
  } catch (cause) {
    throw new UsageError(`The file '${path}' cannot be read: ${(cause as Error).message}`, { cause })
  }
}

/** The events of a file: one JSON document, a JSON array, or one document a line. Blank lines are nothing. */
export function eventsOf(bytes: Uint8Array): readonly EventEntry[] {
  const whole = attempt(() => parseExactly(decoded(bytes)))
  if (Array.isArray(whole)) {
    return whole.map((document, index) => ({ position: `event ${index + 1}`, event: asEvent(document) }))
  }
  if (!(whole instanceof Error)) return [{ position: 'line 1', event: asEvent(whole) }]
  return lines(bytes).flatMap((line, index) => {
    const text = attempt(() => decoded(line))
    if (text === '') return []
    const document = text instanceof Error ? text : attempt(() => parseExactly(text))
    return [
      { position: `line ${index + 1}`, event: document instanceof Error ? document : asEvent(document) },
    ]
  })
}

function lines(bytes: Uint8Array): readonly Uint8Array[] {
  const found: Uint8Array[] = []
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start)
    found.push(bytes.subarray(start, end < 0 ? bytes.length : end))
    start = end < 0 ? bytes.length : end + 1
  }
  return found
}

function decoded(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim()
}

/** Every attribute as it is written: the endpoint judges them. */
function asEvent(document: unknown): NewEvent | Error {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return new Error('An event is a JSON object with type and data.')
  }
  const {
    specversion = '1.0',
    type,
    id,
    source,
    data,
    data_base64,
    ...extensions
  } = document as NewEvent & {
    readonly specversion?: unknown
    readonly data_base64?: unknown
  }
  if (specversion !== '1.0') return new Error("specversion must be '1.0' or left out.")
  if (data_base64 === undefined) return { type, id, source, data, extensions } as NewEvent
  if (data !== undefined) return new Error('data_base64 stands beside data; an event has one of the two.')
  const bytes = attempt(() => Uint8Array.from(Buffer.from(checkBase64(data_base64), 'base64')))
  return bytes instanceof Error ? bytes : ({ type, id, source, data: bytes, extensions } as NewEvent)
}

function attempt<T>(action: () => T): T | Error {
  try {
    return action()
  } catch (error) {
    return error as Error
  }
}
