import type { Topology } from '../../topology/types.ts'
import type { LoggedLine } from './ports.ts'

/** What happened to one event, or to a request to publish one. */
export interface Happening {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly topic: string
  readonly outcome: (typeof OUTCOMES)[number]
  /** Absent at publish. */
  readonly subscription?: string
  readonly type?: string
  readonly source?: string
  readonly id?: string
  /** The code of a cause; of a refusal, the kind of its problem. */
  readonly cause?: string
  /** Until a retry. */
  readonly delaySeconds?: number
}

const OUTCOMES = ['published', 'refused', 'processed', 'duplicate', 'retry', 'dead-letter'] as const

/** Reads a line of a function's log; undefined when it is about something else. Handlers write there too. */
export function happeningIn(topology: Topology, { at, text }: LoggedLine): Happening | undefined {
  const fields = fieldsOf(text)
  const outcome = OUTCOMES.find((each) => each === fields['message'])
  const subscription = textIn(fields, 'subscription')
  const topic = textIn(fields, 'topic') ?? topology.subscriptions[subscription ?? '']?.topic
  if (!outcome || topic === undefined) return undefined
  const cause = textIn(fields, 'cause') ?? textIn(fields, 'problem')
  const { delaySeconds } = fields
  const named = Object.entries({
    ...{ subscription, cause, type: textIn(fields, 'type') },
    ...{ source: textIn(fields, 'source'), id: textIn(fields, 'id') },
  }).filter(([, value]) => value !== undefined)
  return {
    ...{ at, topic, outcome, ...Object.fromEntries(named) },
    ...(typeof delaySeconds === 'number' && { delaySeconds }),
  }
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function textIn(fields: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' ? value : undefined
}
