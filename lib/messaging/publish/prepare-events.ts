import type { Topology } from '../../topology/types.ts'
import type { Event } from '../event.ts'
import type { Clock, OutgoingMessage, Random } from '../ports.ts'
import { Problem } from '../problem.ts'
import { outgoingMessage } from '../route/outgoing-message.ts'
import { withDataschema } from '../schema-version.ts'
import { checkAttributeLimits } from './attribute-limits.ts'
import { completeEvent, type EventDraft, type Publication } from './complete-event.ts'
import { validateEvent } from './validate-event.ts'

/** An event that may be published, and what carries it. */
export interface Prepared {
  readonly event: Event
  readonly message: OutgoingMessage
}

interface PrepareDependencies {
  readonly topology: Topology
  readonly bucket: string
  readonly clock: Clock
  readonly random: Random
}

/** Completes and checks every entry of a request by itself: a bad one has no effect on its neighbours. No AWS call. */
export function prepareEvents(
  deps: PrepareDependencies,
  entries: readonly (Event | EventDraft | Problem)[],
  publication: Publication,
): readonly (Prepared | Problem)[] {
  return entries.map((entry, index) => {
    if (entry instanceof Problem) return entry
    try {
      const { topic } = publication
      const given = 'isDraft' in entry ? completeEvent(deps, entry, index, publication) : entry
      checkAttributeLimits(given)
      const event = withDataschema(deps.topology, topic, given)
      validateEvent(deps.topology, topic, event)
      return { event, message: outgoingMessage(deps.topology, topic, event, deps.bucket) }
    } catch (error) {
      if (error instanceof Problem) return error
      throw error
    }
  })
}
