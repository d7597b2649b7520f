import {
  provisionApiDeployment,
  provisionApiMethod,
  provisionApiResource,
  provisionApiStage,
  provisionGatewayResponse,
  provisionRequestValidator,
  provisionRestApi,
} from './api-gateway.ts'
import { provisionTable } from './dynamodb-table.ts'
import { provisionEventSourceMapping } from './event-source-mapping.ts'
import { provisionRule } from './events-rule.ts'
import { provisionFunction } from './lambda-function.ts'
import { provisionLogGroup } from './log-group.ts'
import type { Provision } from './resource-type.ts'
import { provisionBucket } from './s3-bucket.ts'
import { provisionSubscription } from './sns-subscription.ts'
import { provisionTopic } from './sns-topic.ts'
import { provisionQueue } from './sqs-queue.ts'
import { provisionQueuePolicy } from './sqs-queue-policy.ts'

/** The CloudFormation types that run at home. A new one is a file beside this and a line here. */
export const RESOURCE_TYPES: ReadonlyMap<string, Provision> = new Map([
  ['AWS::ApiGateway::Deployment', provisionApiDeployment],
  ['AWS::ApiGateway::GatewayResponse', provisionGatewayResponse],
  ['AWS::ApiGateway::Method', provisionApiMethod],
  ['AWS::ApiGateway::RequestValidator', provisionRequestValidator],
  ['AWS::ApiGateway::Resource', provisionApiResource],
  ['AWS::ApiGateway::RestApi', provisionRestApi],
  ['AWS::ApiGateway::Stage', provisionApiStage],
  ['AWS::DynamoDB::Table', provisionTable],
  ['AWS::Events::Rule', provisionRule],
  ['AWS::Lambda::EventSourceMapping', provisionEventSourceMapping],
  ['AWS::Lambda::Function', provisionFunction],
  ['AWS::Logs::LogGroup', provisionLogGroup],
  ['AWS::S3::Bucket', provisionBucket],
  ['AWS::SNS::Subscription', provisionSubscription],
  ['AWS::SNS::Topic', provisionTopic],
  ['AWS::SQS::Queue', provisionQueue],
  ['AWS::SQS::QueuePolicy', provisionQueuePolicy],
])

const NO_PERMISSIONS = 'permissions are not enforced at home'
const NO_ENCRYPTION = 'nothing is encrypted at home'
const NO_FIREWALL = 'only this machine may call at home'
const NO_METRICS = 'metrics are not kept at home'

/** The types that are left out on purpose, and why. */
const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ['AWS::ApiGateway::Account', 'only lets API Gateway write logs'],
  ['AWS::CDK::Metadata', 'only tells AWS about the use of the CDK'],
  ['AWS::CloudWatch::Alarm', NO_METRICS],
  ['AWS::CloudWatch::CompositeAlarm', NO_METRICS],
  ['AWS::CloudWatch::Dashboard', NO_METRICS],
  ['AWS::IAM::ManagedPolicy', NO_PERMISSIONS],
  ['AWS::IAM::Policy', NO_PERMISSIONS],
  ['AWS::IAM::Role', NO_PERMISSIONS],
  ['AWS::KMS::Alias', NO_ENCRYPTION],
  ['AWS::KMS::Key', NO_ENCRYPTION],
  ['AWS::Lambda::Permission', NO_PERMISSIONS],
  ['AWS::Logs::MetricFilter', NO_METRICS],
  ['AWS::S3::BucketPolicy', NO_PERMISSIONS],
  ['AWS::SNS::TopicPolicy', NO_PERMISSIONS],
  ['AWS::WAFv2::LoggingConfiguration', NO_FIREWALL],
  ['AWS::WAFv2::WebACL', NO_FIREWALL],
  ['AWS::WAFv2::WebACLAssociation', NO_FIREWALL],
  ['Custom::EmptyOnDelete', 'buckets at home go with what is in them'],
])

export const isLeftOutOnPurpose = (type: string): boolean => LEFT_OUT.has(type)

export function reasonLeftOut(type: string): string {
  return LEFT_OUT.get(type) ?? 'this type is not known to the local runner'
}
