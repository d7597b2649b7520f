import { topology } from '#topology'
import { busPublisher } from '../lib/adapters/aws/bus-publisher.ts'
import { dynamoDbClient } from '../lib/adapters/aws/clients.ts'
import { dynamoDbPublishKeys } from '../lib/adapters/aws/dynamodb-publish-keys.ts'
import { functionEnvironment } from '../lib/adapters/aws/environment.ts'
import { cloudWatchLogger } from '../lib/adapters/aws/logger.ts'
import { cloudWatchMetrics } from '../lib/adapters/aws/metrics.ts'
import { s3ClaimStore } from '../lib/adapters/aws/s3-claim-store.ts'
import { systemClock, systemRandom } from '../lib/adapters/system.ts'
import { handlePublish } from '../lib/messaging/publish/handle-publish.ts'
import { answer } from './http-pipeline.ts'
import { flushedMetrics } from './middleware/flushed-metrics.ts'

const environment = functionEnvironment()
const metrics = cloudWatchMetrics(topology, environment)
const deps = {
  topology,
  publisher: busPublisher(topology, environment, s3ClaimStore(environment.claimBucket), metrics),
  bucket: environment.claimBucket,
  keys: dynamoDbPublishKeys(dynamoDbClient(), environment.ledgerTable),
  clock: systemClock,
  random: systemRandom,
  logger: cloudWatchLogger('publish'),
  metrics,
}

/** Takes events from producers. It may publish, keep idempotency keys and large data, and nothing else. */
const pipeline = answer('publish', { publish: (request) => handlePublish(deps, request) })
export const handler = pipeline.use(flushedMetrics(metrics))
