import { claimingPublisher } from '../../messaging/claim-check/claiming-publisher.ts'
import type { ClaimStore, Metrics, Publisher } from '../../messaging/ports.ts'
import { countingPublisher } from '../../messaging/publish/counting-publisher.ts'
import { topicName } from '../../topology/resource-names.ts'
import type { Topology } from '../../topology/types.ts'
import { snsClient } from './clients.ts'
import type { FunctionEnvironment } from './environment.ts'
import { snsPublisher } from './sns-publisher.ts'

/** Publishes to the topics of a bus by their names in the topology, large data through its bucket, and counts. */
export function busPublisher(
  topology: Topology,
  environment: FunctionEnvironment,
  claims: ClaimStore,
  metrics: Metrics,
): Publisher {
  return countingPublisher(claimingPublisher(topicPublisher(topology, environment), claims), metrics)
}

/** Publishes to them, and no more. */
export function topicPublisher(topology: Topology, { stage, topicArn }: FunctionEnvironment): Publisher {
  return snsPublisher(snsClient(), (topic) => topicArn(topicName(topology, stage, topic)))
}
