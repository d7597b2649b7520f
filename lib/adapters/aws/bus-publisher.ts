import { claimingPublisher } from '../../messaging/claim-check/claiming-publisher.ts'
import type { ClaimStore, Publisher } from '../../messaging/ports.ts'
import { topicName } from '../../topology/resource-names.ts'
import type { Topology } from '../../topology/types.ts'
import { snsClient } from './clients.ts'
import type { FunctionEnvironment } from './environment.ts'
import { snsPublisher } from './sns-publisher.ts'

/** Publishes to the topics of a bus by their names in the topology, large data through its bucket. */
export function busPublisher(
  topology: Topology,
  { stage, topicArn }: FunctionEnvironment,
  claims: ClaimStore,
): Publisher {
  const sns = snsPublisher(snsClient(), (topic) => topicArn(topicName(topology, stage, topic)))
  return claimingPublisher(sns, claims)
}
