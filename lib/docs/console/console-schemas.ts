import type { Topology } from '../../topology/types.ts'
import type { JsonSchema } from '../json-schema.ts'
import { DEAD_LETTER_SCHEMAS } from './dead-letter-schemas.ts'
import { EVENT_SCHEMAS } from './event-schemas.ts'
import { REQUEST_SCHEMAS } from './request-schemas.ts'
import { STATE_SCHEMAS } from './state-schemas.ts'

/** Components: all that the operator's desk takes and answers. */
export function consoleSchemas({ topics, subscriptions }: Topology): Readonly<Record<string, JsonSchema>> {
  return {
    TopicName: nameOf(topics),
    SubscriptionName: nameOf(subscriptions),
    ...STATE_SCHEMAS,
    ...EVENT_SCHEMAS,
    ...DEAD_LETTER_SCHEMAS,
    ...REQUEST_SCHEMAS,
  }
}

/** JSON Schema has no choice of nothing. */
function nameOf(declared: object): JsonSchema {
  const names = Object.keys(declared)
  return names.length > 0 ? { enum: names } : { not: {} }
}
