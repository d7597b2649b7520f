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
  { stage, topicArn }: FunctionEnvironment,
  claims: ClaimStore,
  metrics: Metrics,
): Publisher {
  const sns = snsPublisher(snsClient(), (topic) => topicArn(topicName(topology, stage, topic)))
  return countingPublisher(claimingPublisher(sns, claims), metrics)
}
