import { topology } from '#topology'
import { dynamoDbClient, snsClient } from '../lib/adapters/aws/clients.ts'
import { dynamoDbPublishKeys } from '../lib/adapters/aws/dynamodb-publish-keys.ts'
import { functionEnvironment } from '../lib/adapters/aws/environment.ts'
import { cloudWatchLogger } from '../lib/adapters/aws/logger.ts'
import { snsPublisher } from '../lib/adapters/aws/sns-publisher.ts'
import { systemClock, systemRandom } from '../lib/adapters/system.ts'
import { handlePublish } from '../lib/messaging/publish/handle-publish.ts'
import { topicName } from '../lib/topology/resource-names.ts'
import { answer } from './http-pipeline.ts'

const { stage, topicArn, ledgerTable } = functionEnvironment()
const publisher = snsPublisher(snsClient(), (topic) => topicArn(topicName(topology, stage, topic)))
const deps = {
  topology,
  publisher,
  keys: dynamoDbPublishKeys(dynamoDbClient(), ledgerTable),
  clock: systemClock,
  random: systemRandom,
  logger: cloudWatchLogger('publish'),
}

/** Takes events from producers. It may publish, write down idempotency keys, and nothing else. */
export const handler = answer('publish', {
  publish: (request) => handlePublish(deps, request),
})
