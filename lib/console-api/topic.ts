import { subscriptionStates } from '../messaging/operate/subscription-state.ts'
import { jsonSchema } from '../topology/json-schema.ts'
import { schemaVersions } from '../topology/schema-versions.ts'
import type { EventDefinition } from '../topology/types.ts'
import type { TopicDetail } from './answers.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { seatedDesk } from './desk.ts'
import { exampleOf } from './example-of.ts'
import { topicIn } from './refusals.ts'

/** `GET /console/topics/{topic}`: what is said there, who listens, and what to say it with. */
export async function topic(deps: ConsoleDependencies, request: ConsoleRequest): Promise<TopicDetail> {
  const { topology } = deps.desk
  const name = topicIn(topology, request)
  const { ordered = false, events = {}, partitionKey } = topology.topics[name] ?? {}
  return {
    ...{ name, ordered, events: Object.keys(events) },
    ...(partitionKey !== undefined && { partitionKey }),
    subscriptions: await subscriptionStates(seatedDesk(deps, request), name),
    definitions: Object.entries(events).map(([type, definition]) => definitionOf(name, type, definition)),
  }
}

function definitionOf(
  topic: string,
  type: string,
  definition: EventDefinition,
): TopicDetail['definitions'][number] {
  const versions = schemaVersions(topic, type, definition).map(({ version, urn, schema }) => ({
    version,
    urn,
    schema: jsonSchema(urn, schema),
  }))
  const { summary } = definition
  return {
    type,
    ...(summary !== undefined && { summary }),
    versions,
    example: exampleOf(versions[0]?.schema ?? {}),
  }
}
