import { claimingPublisher } from '../../messaging/claim-check/claiming-publisher.ts'
import type { Logger, Metrics } from '../../messaging/ports.ts'
import { countingPublisher } from '../../messaging/publish/counting-publisher.ts'
import { claimBucketName, OUTPUTS } from '../../topology/resource-names.ts'
import type { Topology } from '../../topology/types.ts'
import { awsDesk } from './aws-desk.ts'
import { dynamoDbClient, snsClient } from './clients.ts'
import { dynamoDbPublishKeys } from './dynamodb-publish-keys.ts'
import type { Located } from './located.ts'
import { operatedStack } from './operated-stack.ts'
import { s3ClaimStore } from './s3-claim-store.ts'
import { snsPublisher } from './sns-publisher.ts'

/** Which bus it is, and where what happens there is told. */
interface Bus {
  readonly topology: Topology
  readonly stage: string
  readonly located: Located
  readonly logger: Logger
  readonly metrics: Metrics
}

/** All that the console API works on, found by the outputs of the stacks. */
export function deskPorts({ topology, stage, located, logger, metrics }: Bus) {
  const stack = operatedStack(located)
  const desk = awsDesk(topology, located)
  return {
    ...{ desk, logger },
    queues: (subscription: string) => ({
      queue: stack.queue(subscription),
      deadLetters: stack.deadLetterQueue(subscription),
      undelivered: stack.undeliveredQueue(subscription),
    }),
    publishing: {
      ...publishing(topology, stage, located, metrics),
      ...{ topology, clock: desk.clock, random: desk.random, logger, metrics },
    },
  }
}

function publishing(topology: Topology, stage: string, { aws, dynamodb, output }: Located, metrics: Metrics) {
  const topicArn = (topic: string): string => output(OUTPUTS.topicArn(topic))
  const [, , , region = '', account = ''] = topicArn(Object.keys(topology.topics)[0] ?? '').split(':')
  const claims = s3ClaimStore(claimBucketName(topology, stage, { account, region }), aws)
  const sns = snsPublisher(snsClient(aws), topicArn)
  return {
    publisher: countingPublisher(claimingPublisher(sns, claims), metrics),
    bucket: claims.bucket,
    keys: dynamoDbPublishKeys(dynamoDbClient(dynamodb), output(OUTPUTS.ledgerTable)),
  }
}
