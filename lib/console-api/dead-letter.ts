import type { Event } from '../messaging/event.ts'
import { redact } from '../messaging/redact.ts'
import { versionOf, versionsFor } from '../messaging/schema-version.ts'
import { jsonSchema } from '../topology/json-schema.ts'
import type { Topology } from '../topology/types.ts'
import type { DeadLetterDetail } from './answers.ts'
import { summaryOf, topicOf, visibleBody } from './dead-letter-view.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { findDeadLetter } from './find-dead-letter.ts'
import { subscriptionIn } from './refusals.ts'

/** `GET /console/subscriptions/{subscription}/dead-letters/{messageId}`: one in full, as it may be shown. */
export async function deadLetter(
  deps: ConsoleDependencies,
  request: ConsoleRequest,
): Promise<DeadLetterDetail> {
  const { topology } = deps.desk
  const subscription = subscriptionIn(topology, request)
  const topic = topicOf(topology, subscription)
  const letter = await findDeadLetter(deps, request)
  const { event, delivery } = letter
  const about = { ...summaryOf(letter), topic, body: visibleBody(deps, subscription, letter) }
  if (!event) return { ...about, attributes: {}, masked: [], editable: false }
  const { event: visible, masked } = redact(topology, topic, event)
  const schema = schemaOf(topology, topic, event)
  const isDead = delivery === undefined || delivery.state === 'DEAD'
  return {
    ...about,
    attributes: attributesOf(visible),
    ...(visible.data && { data: visible.data }),
    masked,
    editable: schema !== undefined && isDead,
    ...(schema && { schema }),
  }
}

function attributesOf({ attributes }: Event): DeadLetterDetail['attributes'] {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as DeadLetterDetail['attributes']
}

/** Of the version that the event names, or means. */
function schemaOf(topology: Topology, topic: string, event: Event): object | undefined {
  const version = versionOf(versionsFor(topology, topic, event), event)
  return version && jsonSchema(version.urn, version.schema)
}
