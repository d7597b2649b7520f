import middy from '@middy/core'
import { topology } from '#topology'
import { topicPublisher } from '../lib/adapters/aws/bus-publisher.ts'
import { sqsClient } from '../lib/adapters/aws/clients.ts'
import { canaryEnvironment } from '../lib/adapters/aws/environment.ts'
import { cloudWatchLogger } from '../lib/adapters/aws/logger.ts'
import { cloudWatchMetrics } from '../lib/adapters/aws/metrics.ts'
import { sqsQueue } from '../lib/adapters/aws/sqs-queue.ts'
import { systemClock, systemRandom } from '../lib/adapters/system.ts'
import { flyCanary } from '../lib/messaging/operate/fly-canary.ts'
import { flushedMetrics } from './middleware/flushed-metrics.ts'

const environment = canaryEnvironment()
const metrics = cloudWatchMetrics(topology, environment)
const sqs = sqsClient()
const publisher = topicPublisher(topology, environment)
const queues = environment.queueUrls.map((url) => sqsQueue(sqs, url))
const logger = cloudWatchLogger('canary')
const deps = { topology, publisher, queues, clock: systemClock, random: systemRandom, logger, metrics }

/** Flies each minute. It may publish to the topics and read its own queues, and nothing else. */
export const handler = middy(() => flyCanary(deps)).use(flushedMetrics(metrics))
