import { styleText } from 'node:util'
import type { LogLine } from '../local/log.ts'
import { printable } from '../messaging/printable.ts'

/** What every line has anyway, or what only AWS needs. */
const LEFT_OUT = new Set([
  'level',
  'message',
  'timestamp',
  'service',
  'sampling_rate',
  'subscription',
  'messageId',
])

/** A line of a function for people: structured ones as `time service message key=value`, others as they are. */
export function formatLogLine({ source, text }: LogLine): string {
  const fields = structured(text)
  if (!fields) return printable(`${source}: ${text}`)
  const { timestamp, service, message, level } = fields
  const rest = Object.entries(fields)
    .filter(([name]) => !LEFT_OUT.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const time = String(timestamp ?? '').slice(11, 19)
  const line = printable(`${String(message)}  ${rest.join(' ')}`)
  const told = level === 'INFO' ? line : styleText('yellow', line)
  return `${styleText('dim', time)} ${styleText('cyan', printable(String(service ?? source)))} ${told}`
}

function structured(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}
