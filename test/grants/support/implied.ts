import { ACCOUNT, type Deployed, type DeployedResource } from './deployed.ts'
import type { Principal } from './policy.ts'
import type { Requirement } from './requirement.ts'

/** What AWS checks of what a resource is there for, though no function makes the call. */
interface Rule {
  readonly type: string
  readonly page: string
  readonly asks: (resource: DeployedResource, deployment: Deployed) => readonly Asked[]
}

type Asked = Omit<Requirement, 'because'>
type Properties = Readonly<Record<string, unknown>>

const service = (name: string): Principal => ({ service: `${name}.amazonaws.com` })
const all = (principal: Principal, actions: readonly string[], resource: string): Asked[] =>
  actions.map((action) => ({ principal, action, resource }))

export const roleOf = (target: DeployedResource, { find }: Deployed): DeployedResource =>
  find(target.properties['Role'])

const RULES: readonly Rule[] = [
  {
    type: 'AWS::Lambda::Function',
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
    asks: (target, deployment) => all(service('lambda'), ['sts:AssumeRole'], roleOf(target, deployment).arn),
  },
  {
    type: 'AWS::Lambda::Function',
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html',
    asks(target, deployment) {
      const { LogGroup } = target.properties['LoggingConfig'] as Properties
      const group = deployment.find(LogGroup).arn.replace(/:\*$/, '')
      const stream = `${group}:log-stream:2026/01/31/[$LATEST]0123456789abcdef`
      const role = { role: roleOf(target, deployment).arn }
      return all(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], stream)
    },
  },
  {
    type: 'AWS::Lambda::EventSourceMapping',
    page: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions',
    asks({ properties }, deployment) {
      const role = { role: roleOf(deployment.find(properties['FunctionName']), deployment).arn }
      const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes']
      return all(role, actions, String(properties['EventSourceArn']))
    },
  },
  {
    type: 'AWS::SNS::Subscription',
    page: 'https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html',
    asks: ({ properties }) => sentBySns(properties, properties['Endpoint']),
  },
  {
    type: 'AWS::SNS::Subscription',
    page: 'https://docs.aws.amazon.com/sns/latest/dg/sns-configure-dead-letter-queue.html',
    asks({ properties }) {
      const { deadLetterTargetArn } = (properties['RedrivePolicy'] ?? {}) as Properties
      return deadLetterTargetArn === undefined ? [] : sentBySns(properties, deadLetterTargetArn)
    },
  },
  {
    type: 'AWS::Events::Rule',
    page: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-lambda-permissions',
    asks({ arn, properties }) {
      const context = { 'aws:SourceArn': arn }
      return (properties['Targets'] as { Arn: string }[]).map(({ Arn: resource }) => ({
        principal: service('events'),
        action: 'lambda:InvokeFunction',
        resource,
        context,
      }))
    },
  },
  {
    type: 'AWS::ApiGateway::Method',
    page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html',
    asks({ properties }, deployment) {
      const { Uri } = properties['Integration'] as Properties
      const target = /functions\/(.+)\/invocations$/.exec(String(Uri))?.[1]
      if (target === undefined) return []
      const { HttpMethod, RestApiId } = properties
      const [, , , region] = target.split(':')
      return stagesOf(deployment, RestApiId).map((stage) => ({
        principal: service('apigateway'),
        action: 'lambda:InvokeFunction',
        resource: target,
        context: {
          'aws:SourceArn': `arn:aws:execute-api:${region}:${ACCOUNT}:${RestApiId}/${stage}/${HttpMethod}${pathOf(properties, deployment)}`,
        },
      }))
    },
  },
  {
    type: 'AWS::ApiGateway::Authorizer',
    page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html',
    asks({ arn, properties }) {
      const { AuthorizerUri, RestApiId } = properties
      const target = /functions\/(.+)\/invocations$/.exec(String(AuthorizerUri))?.[1] ?? ''
      const [, , , region] = target.split(':')
      const context = {
        'aws:SourceArn': `arn:aws:execute-api:${region}:${ACCOUNT}:${RestApiId}/authorizers/${arn.split(':').at(-1)}`,
      }
      return [
        { principal: service('apigateway'), action: 'lambda:InvokeFunction', resource: target, context },
      ]
    },
  },
  {
    type: 'AWS::CloudFront::Distribution',
    page: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html',
    asks: ({ arn }, { ofType }) =>
      ofType('AWS::S3::Bucket')
        .filter(({ properties }) => !('BucketName' in properties))
        .map((bucket) => ({
          principal: service('cloudfront'),
          action: 's3:GetObject',
          resource: `${bucket.arn}/index.html`,
          context: { 'AWS:SourceArn': arn },
        })),
  },
  {
    type: 'AWS::ApiGateway::Account',
    page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html#set-up-access-logging-permissions',
    asks: ({ properties }, { find }) =>
      all(service('apigateway'), ['sts:AssumeRole'], find(properties['CloudWatchRoleArn']).arn),
  },
  {
    type: 'AWS::ApiGateway::Stage',
    page: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html#set-up-access-logging-permissions',
    asks({ properties }, { ofType }) {
      const { DestinationArn } = (properties['AccessLogSetting'] ?? {}) as Properties
      const accounts = DestinationArn === undefined ? [] : ofType('AWS::ApiGateway::Account')
      return accounts.flatMap((account) =>
        all(
          { role: String(account.properties['CloudWatchRoleArn']) },
          ['logs:CreateLogStream', 'logs:PutLogEvents'],
          `${DestinationArn}:log-stream:0123456789abcdef`,
        ),
      )
    },
  },
]

/** Types that ask nothing of anybody's policies, each looked at. A new one must be put here, or get a rule above. */
const ASK_NOTHING: readonly string[] = [
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::ResponseHeadersPolicy',
  // It calls nothing: no triggers, no text messages, and mail is Cognito's own.
  'AWS::Cognito::ManagedLoginBranding',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolGroup',
  // What an alarm notifies is there already, of others: `alarmTargets`.
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::DynamoDB::Table',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  // A queue's own dead-letter queue needs no permission: redriveAllowPolicy lets every queue of the account.
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  // Whoever deploys lets WAF write to its group.
  'AWS::WAFv2::LoggingConfiguration',
  'AWS::WAFv2::WebACL',
  'AWS::WAFv2::WebACLAssociation',
  // CloudFormation calls its function as whoever deploys, who is not of these stacks.
  'Custom::ConsoleFiles',
  'Custom::EmptyOnDelete',
]

/** The types of which nobody has yet said what they ask for. */
export function notLookedAt({ resources }: Deployed): string[] {
  const known = new Set([...ASK_NOTHING, ...RULES.map(({ type }) => type)])
  return [...new Set(resources.map(({ type }) => type))].filter((type) => !known.has(type))
}

/** Everything that services need, whether or not anything is ever published. */
export function impliedBy(deployment: Deployed): Requirement[] {
  return RULES.flatMap(({ type, page, asks }) =>
    deployment
      .ofType(type)
      .flatMap((resource) => asks(resource, deployment))
      .map((asked): Requirement => ({ ...asked, because: page })),
  )
}

function sentBySns({ TopicArn }: Properties, queue: unknown): Asked[] {
  const context = { 'aws:SourceArn': String(TopicArn) }
  return [{ principal: service('sns'), action: 'sqs:SendMessage', resource: String(queue), context }]
}

const stagesOf = ({ ofType }: Deployed, api: unknown): unknown[] =>
  ofType('AWS::ApiGateway::Stage')
    .filter(({ properties }) => properties['RestApiId'] === api)
    .map(({ properties }) => properties['StageName'])

/** `/topics/{topic}/events` */
function pathOf({ ResourceId }: Properties, deployment: Deployed): string {
  if (!deployment.has(ResourceId)) return ''
  const { ParentId, PathPart } = deployment.find(ResourceId).properties
  return `${pathOf({ ResourceId: ParentId }, deployment)}/${PathPart}`
}
