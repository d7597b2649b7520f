import { topology } from '#topology'
import { snsClient } from '../lib/adapters/aws/clients.ts'
import { functionEnvironment } from '../lib/adapters/aws/environment.ts'
import { snsPublisher } from '../lib/adapters/aws/sns-publisher.ts'
import { systemClock, systemRandom } from '../lib/adapters/system.ts'
import { handlePublish } from '../lib/messaging/publish/handle-publish.ts'
import { topicName } from '../lib/topology/resource-names.ts'
import { answer } from './http-pipeline.ts'

const { stage, topicArn } = functionEnvironment()
const publisher = snsPublisher(snsClient(), (topic) => topicArn(topicName(topology, stage, topic)))
const deps = { topology, publisher, clock: systemClock, random: systemRandom }

/** Takes events from producers. It may publish and nothing else. */
export const handler = answer('publish', {
  'POST /topics/{topic}/events': (request) => handlePublish(deps, request),
})
