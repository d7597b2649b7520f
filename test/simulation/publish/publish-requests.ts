import * as z from 'zod'
import type { HttpRequest } from '../../../lib/messaging/http.ts'
import { defineTopology } from '../../../lib/topology/index.ts'

const schema = z.object({ key: z.int(), text: z.string(), index: z.int(), group: z.string() })

/** What every simulated event says: which request it is of, and where it stands in it. */
export type Said = z.infer<typeof schema>

export const topology = defineTopology({
  name: 'simulated',
  topics: {
    standard: { events: { said: { schema } } },
    ordered: { ordered: true, partitionKey: '/group', events: { said: { schema } } },
  },
  subscriptions: {},
})

/** What a caller sends under a key. Two texts under one key are two different requests. */
export interface Body {
  readonly key: number
  readonly text: string
}

interface Shape {
  readonly topic: 'standard' | 'ordered'
  readonly events: number
  /** Positions of events that no schema lets through. */
  readonly bad: readonly number[]
}

/** By key: one event, a batch of three calls, one with bad events, and an ordered one. */
export const SHAPES: readonly Shape[] = [
  { topic: 'standard', events: 1, bad: [] },
  { topic: 'standard', events: 23, bad: [] },
  { topic: 'standard', events: 5, bad: [1, 4] },
  { topic: 'ordered', events: 23, bad: [] },
]

export const shapeOf = ({ key }: Pick<Body, 'key'>): Shape => SHAPES[key] as Shape

/** The text that is refused. */
export const INVALID = ''

export function httpRequest(body: Body): HttpRequest {
  const { topic, events, bad } = shapeOf(body)
  const all = Array.from({ length: events }, (_, index) => ({
    type: 'said',
    data: {
      key: body.key,
      text: bad.includes(index) || body.text === INVALID ? 0 : body.text,
      index,
      group: `${index % 3}`,
    },
  }))
  return {
    headers: { 'content-type': 'application/json', 'idempotency-key': `key-${body.key}` },
    path: { topic },
    query: {},
    body: Buffer.from(JSON.stringify(events === 1 ? all[0] : all)),
    principal: 'local',
    remainingMilliseconds: 29_000,
  }
}
