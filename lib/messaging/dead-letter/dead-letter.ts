import type { IncomingRecord } from '../consume/incoming-record.ts'
import { parseJson } from '../json-source.ts'
import type { Cause, QueueMessage, Random } from '../ports.ts'
import { REFUSED_BY_SQS } from '../sqs-characters.ts'

/** The two attributes that a dead letter adds to those of its message. */
const CAUSE = 'cause'
const ORIGIN = 'origin'
const MAX_CAUSE_BYTES = 1024
const MAX_CODE_LENGTH = 64
/** SQS takes ten; ours are the last two. Everything that an attribute says is in the body as well. */
const MAX_KEPT_ATTRIBUTES = 8

/** Where a dead letter comes from. */
export interface Origin {
  readonly subscription: string
  readonly messageId: string
  readonly sentAt: number
  readonly attempts: number
  /** Its message group, where it had one: not every body tells, when its data is in the bucket. */
  readonly groupId?: string
}

/**
 * The message for the dead-letter queue: the body byte for byte, with why and where from.
 * On a FIFO queue each dead letter is its own group, so that one can be seen and redriven without those before it,
 * and its deduplication id is fresh, for within five minutes SQS would swallow one that it has seen.
 * An attribute that is not text arrives empty; SQS refuses an empty one.
 */
export function deadLetterMessage(
  random: Random,
  record: IncomingRecord,
  origin: Origin,
  cause: Cause,
  ordered: boolean,
): QueueMessage {
  const kept = Object.entries(withoutDeath(record.attributes)).filter(([, value]) => value !== '')
  const id = random.uuid()
  return {
    body: record.body,
    attributes: {
      ...Object.fromEntries(kept.slice(0, MAX_KEPT_ATTRIBUTES)),
      [CAUSE]: `${cause.code}: ${cause.text}`,
      [ORIGIN]: JSON.stringify(origin),
    },
    ...(ordered ? { groupId: id, deduplicationId: id } : {}),
  }
}

/** The cause on a dead letter; undefined on one that SQS itself moved. */
export function causeOf(attributes: Readonly<Record<string, string>>): Cause | undefined {
  const text = attributes[CAUSE]
  if (text === undefined) return undefined
  const colon = text.indexOf(': ')
  return colon < 0 ? { code: text, text: '' } : { code: text.slice(0, colon), text: text.slice(colon + 2) }
}

/** Where a dead letter comes from; undefined on one that SQS itself moved, or whose attribute is not ours. */
export function originOf(attributes: Readonly<Record<string, string>>): Origin | undefined {
  try {
    const origin = parseJson(attributes[ORIGIN] ?? 'null') as Partial<Origin> | null
    return typeof origin?.sentAt === 'number' && typeof origin.attempts === 'number'
      ? (origin as Origin)
      : undefined
  } catch {
    return undefined
  }
}

/** The attributes of a dead letter without its cause and origin, as they were before it died. */
export function withoutDeath(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== CAUSE && name !== ORIGIN))
}

/** A cause that fits its limit and SQS's characters, whatever was thrown. An error's name may be anything, too. */
export function causeFrom(code: string, thrown: unknown): Cause {
  const text = textOf(thrown instanceof Error ? thrown.message : thrown)
  const allowed = text.replace(REFUSED_BY_SQS, '\uFFFD')
  return {
    code:
      textOf(code)
        .replace(/[^\w.-]/g, '_')
        .slice(0, MAX_CODE_LENGTH) || 'UNNAMED',
    text: truncate(allowed, MAX_CAUSE_BYTES),
  }
}

/** Not everything that can be thrown can be made a string. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown)
  } catch {
    return typeof thrown
  }
}

function truncate(text: string, bytes: number): string {
  const encoded = new TextEncoder().encode(text)
  if (encoded.length <= bytes) return text
  return new TextDecoder()
    .decode(encoded.subarray(0, bytes - 3))
    .replace(/(?<!\uFFFD)\uFFFD+$/u, '')
    .concat('…')
}
