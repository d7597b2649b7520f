import {
  AccessLogFormat,
  LogGroupLogDestination,
  type MethodDeploymentOptions,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import type { StageConfig, Throttling } from './stage-config.ts'

interface ApiStageProps {
  /** The first segment of every path. */
  readonly stageName: string
  readonly throttling: Throttling
  /** The variable of API Gateway that says who calls. */
  readonly caller: string
  readonly methodOptions?: Record<string, MethodDeploymentOptions>
}

/** The stage of an API: what it lets through, and what it writes down of it. */
export function apiStage(
  scope: Construct,
  config: StageConfig,
  { stageName, throttling, caller, methodOptions }: ApiStageProps,
): StageOptions {
  return {
    stageName,
    throttlingRateLimit: throttling.requestsPerSecond,
    throttlingBurstLimit: throttling.burst,
    ...(methodOptions && { methodOptions }),
    ...(config.accessLogs && accessLogs(scope, config, caller)),
  }
}

/** Who asked for what, and how it went. Neither bodies nor headers, among which are keys and credentials. */
const ACCESS_LOG_FIELDS = {
  requestId: '$context.requestId',
  traceId: '$context.xrayTraceId',
  time: '$context.requestTimeEpoch',
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

function accessLogs(
  scope: Construct,
  { logRetention, removalPolicy }: StageConfig,
  caller: string,
): StageOptions {
  const logGroup = new LogGroup(scope, 'AccessLogs', { retention: logRetention, removalPolicy })
  return {
    accessLogDestination: new LogGroupLogDestination(logGroup),
    accessLogFormat: AccessLogFormat.custom(JSON.stringify({ ...ACCESS_LOG_FIELDS, caller })),
  }
}
