import type { MethodDeploymentOptions } from 'aws-cdk-lib/aws-apigateway'
import { pathOfTopic, ROUTES } from '../topology/routes.ts'
import { ConfigurationError } from './configuration-error.ts'
import type { Deployment } from './deployment.ts'

/** What publishing to a topic may take, where its stage sets a limit of its own. */
export function topicLimits({ topology, config }: Deployment): Record<string, MethodDeploymentOptions> {
  const { method, path } = ROUTES.publish
  const limits = Object.entries(config.topicThrottling).map(([topic, { requestsPerSecond, burst }]) => {
    if (!Object.hasOwn(topology.topics, topic)) {
      throw new ConfigurationError(
        `topicThrottling of stage '${config.stage}' names '${topic}', which is not a topic. Known: ${Object.keys(topology.topics).join(', ')}. Mend the name in lib/infrastructure/stage-config.ts, or take it out.`,
      )
    }
    const limit = { throttlingRateLimit: requestsPerSecond, throttlingBurstLimit: burst }
    return [`${pathOfTopic(path, topic)}/${method}`, limit] as const
  })
  return Object.fromEntries(limits)
}
