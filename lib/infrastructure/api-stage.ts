import { RemovalPolicy } from 'aws-cdk-lib'
import {
  AccessLogFormat,
  LogGroupLogDestination,
  type MethodDeploymentOptions,
  type RestApiProps,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { pathOfTopic, ROUTES } from '../topology/routes.ts'
import { ConfigurationError } from './configuration-error.ts'
import type { Deployment } from './deployment.ts'
import type { StageConfig } from './stage-config.ts'

/** The stage of the API: what it lets through, and what it writes down of it. */
export function apiStage(
  scope: Construct,
  deployment: Deployment,
): Pick<RestApiProps, 'deployOptions' | 'cloudWatchRole' | 'cloudWatchRoleRemovalPolicy'> {
  const { config } = deployment
  return {
    deployOptions: {
      stageName: 'v1',
      throttlingRateLimit: config.throttling.requestsPerSecond,
      throttlingBurstLimit: config.throttling.burst,
      methodOptions: topicLimits(deployment),
      ...(config.accessLogs && accessLogs(scope, config)),
    },
    // It is the account's, of every API in it, and stays when this stack goes.
    cloudWatchRole: config.accessLogs,
    ...(config.accessLogs && { cloudWatchRoleRemovalPolicy: RemovalPolicy.RETAIN }),
  }
}

function topicLimits({ topology, config }: Deployment): Record<string, MethodDeploymentOptions> {
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

/** Who asked for what, and how it went. Neither bodies nor headers, among which are keys and credentials. */
const ACCESS_LOG_FIELDS = {
  requestId: '$context.requestId',
  traceId: '$context.xrayTraceId',
  time: '$context.requestTimeEpoch',
  caller: '$context.identity.userArn',
  ip: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  error: '$context.error.responseType',
  functionError: '$context.integration.error',
  firewall: '$context.wafResponseCode',
  responseBytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  functionMilliseconds: '$context.integration.latency',
}

function accessLogs(scope: Construct, { logRetention, removalPolicy }: StageConfig): StageOptions {
  const logGroup = new LogGroup(scope, 'AccessLogs', { retention: logRetention, removalPolicy })
  return {
    accessLogDestination: new LogGroupLogDestination(logGroup),
    accessLogFormat: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG_FIELDS)),
  }
}
