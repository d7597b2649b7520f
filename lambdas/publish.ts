import { topology } from '#topology'
import { dynamoDbClient, snsClient } from '../lib/adapters/aws/clients.ts'
import { dynamoDbPublishKeys } from '../lib/adapters/aws/dynamodb-publish-keys.ts'
import { functionEnvironment } from '../lib/adapters/aws/environment.ts'
import { cloudWatchLogger } from '../lib/adapters/aws/logger.ts'
import { s3ClaimStore } from '../lib/adapters/aws/s3-claim-store.ts'
import { snsPublisher } from '../lib/adapters/aws/sns-publisher.ts'
import { systemClock, systemRandom } from '../lib/adapters/system.ts'
import { claimingPublisher } from '../lib/messaging/claim-check/claiming-publisher.ts'
import { handlePublish } from '../lib/messaging/publish/handle-publish.ts'
import { topicName } from '../lib/topology/resource-names.ts'
import { answer } from './http-pipeline.ts'

const { stage, topicArn, ledgerTable, claimBucket } = functionEnvironment()
const publisher = snsPublisher(snsClient(), (topic) => topicArn(topicName(topology, stage, topic)))
const claims = s3ClaimStore(claimBucket)
const deps = {
  topology,
  publisher: claimingPublisher(publisher, claims),
  bucket: claimBucket,
  keys: dynamoDbPublishKeys(dynamoDbClient(), ledgerTable),
  clock: systemClock,
  random: systemRandom,
  logger: cloudWatchLogger('publish'),
}

/** Takes events from producers. It may publish, write down idempotency keys and the data of large
 * events, and nothing else. */
export const handler = answer('publish', {
  publish: (request) => handlePublish(deps, request),
})
