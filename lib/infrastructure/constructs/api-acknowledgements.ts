import { Validations } from 'aws-cdk-lib'
import type { Method, RestApi } from 'aws-cdk-lib/aws-apigateway'
import type { HttpRoute } from '../../topology/routes.ts'
import type { StageConfig } from '../stage-config.ts'

/** What the endpoint answers to the rules of cdk-nag. */
export function acknowledgeApi(api: RestApi, config: StageConfig): void {
  const guarded = 'Whoever calls must sign with IAM, and the stage is throttled.'
  acknowledgeStage(
    api,
    config,
    config.firewall ? undefined : `${guarded} The setting firewall puts AWS WAF before it.`,
  )
  if (!config.accessLogs) return
  Validations.of(api).acknowledge({
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    reason: 'The role is the account’s, for the logs of all its APIs; this is the policy AWS made for it.',
  })
}

/** What every API answers: also why no firewall is before it, where there is none. */
export function acknowledgeStage(api: RestApi, { accessLogs }: StageConfig, unguarded?: string): void {
  const stage = Validations.of(api.deploymentStage)
  stage.acknowledge(
    {
      id: 'AwsSolutions-APIG6',
      reason:
        'Execution logs would hold headers, credentials and idempotency keys among them, in a log group without an end. Access logs and those of the functions tell what happened.',
    },
    {
      id: 'Serverless-APIGWXrayEnabled',
      reason:
        'Events carry their own trace (traceparent) through queues, dead letters and redrives, which the header of X-Ray does not survive.',
    },
  )
  if (unguarded !== undefined) stage.acknowledge({ id: 'AwsSolutions-APIG3', reason: unguarded })
  if (accessLogs) return
  const reason =
    'The stage leaves nothing behind; for access logs it would have to set the role of the account, which must stay.'
  stage.acknowledge({ id: 'AwsSolutions-APIG1', reason }, { id: 'Serverless-APIGWAccessLogging', reason })
}

export function acknowledgeMethod(added: Method, { method, signed }: HttpRoute): void {
  const validations = Validations.of(added)
  if (!signed) {
    validations.acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        method === 'OPTIONS'
          ? 'Browsers and senders of webhooks ask without credentials whether they may call. It tells nothing else.'
          : 'Whoever watches over the bus asks without credentials whether it is there. It tells nothing else.',
    })
  }
  // The rule leaves OPTIONS out.
  if (method !== 'OPTIONS') {
    validations.acknowledge({
      id: 'AwsSolutions-COG4',
      reason: 'Callers are services, which sign with IAM; a pool of users is for people.',
    })
  }
}
