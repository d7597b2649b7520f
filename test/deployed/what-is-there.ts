import { APIGatewayClient, paginateGetRestApis } from '@aws-sdk/client-api-gateway'
import { CloudFormationClient, paginateListStacks } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge'
import { IAMClient, paginateListRoles } from '@aws-sdk/client-iam'
import { LambdaClient, paginateListEventSourceMappings, paginateListFunctions } from '@aws-sdk/client-lambda'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { paginateListSubscriptions, paginateListTopics, SNSClient } from '@aws-sdk/client-sns'
import { paginateListQueues, SQSClient } from '@aws-sdk/client-sqs'
import { signedQuery } from './signed-query.ts'

type Names = readonly (string | undefined)[] | undefined

/** For each type of resource, how all of them in an account and region are listed. */
const LISTS: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  'AWS::CloudFormation::Stack': () =>
    all(paginateListStacks({ client: new CloudFormationClient({}) }, {}), ({ StackSummaries = [] }) =>
      StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').map(
        ({ StackName }) => StackName,
      ),
    ),
  'AWS::SQS::Queue': () =>
    all(paginateListQueues({ client: new SQSClient({}) }, {}), ({ QueueUrls }) => QueueUrls),
  'AWS::SNS::Topic': () =>
    all(paginateListTopics({ client: new SNSClient({}) }, {}), ({ Topics }) =>
      Topics?.map(({ TopicArn }) => TopicArn),
    ),
  'AWS::SNS::Subscription': () =>
    all(paginateListSubscriptions({ client: new SNSClient({}) }, {}), ({ Subscriptions }) =>
      Subscriptions?.map(({ SubscriptionArn }) => SubscriptionArn),
    ),
  'AWS::CloudWatch::Alarm': () =>
    all(paginateDescribeAlarms({ client: new CloudWatchClient({}) }, {}), ({ MetricAlarms }) =>
      MetricAlarms?.map(({ AlarmName }) => AlarmName),
    ),
  // MiniStack writes their dates as the SDK cannot read them.
  'AWS::CloudWatch::Dashboard': async () => {
    const text = await signedQuery('monitoring', 'ListDashboards', '2010-08-01')
    return [...text.matchAll(/<DashboardName>([^<]+)/g)].map(([, name = '']) => name)
  },
  'AWS::DynamoDB::Table': () =>
    all(paginateListTables({ client: new DynamoDBClient({}) }, {}), ({ TableNames }) => TableNames),
  'AWS::Lambda::Function': () =>
    all(paginateListFunctions({ client: new LambdaClient({}) }, {}), ({ Functions }) =>
      Functions?.map(({ FunctionName }) => FunctionName),
    ),
  'AWS::Lambda::EventSourceMapping': () =>
    all(paginateListEventSourceMappings({ client: new LambdaClient({}) }, {}), ({ EventSourceMappings }) =>
      EventSourceMappings?.map(({ UUID }) => UUID),
    ),
  'AWS::Events::Rule': async () => {
    const { Rules = [] } = await new EventBridgeClient({}).send(new ListRulesCommand({}))
    return Rules.map(({ Name = '' }) => Name)
  },
  'AWS::Logs::LogGroup': () =>
    all(paginateDescribeLogGroups({ client: new CloudWatchLogsClient({}) }, {}), ({ logGroups }) =>
      logGroups?.map(({ logGroupName }) => logGroupName),
    ),
  'AWS::S3::Bucket': async () => {
    const { Buckets = [] } = await new S3Client({}).send(new ListBucketsCommand({}))
    return Buckets.map(({ Name = '' }) => Name)
  },
  'AWS::IAM::Role': () =>
    all(paginateListRoles({ client: new IAMClient({}) }, {}), ({ Roles }) =>
      Roles?.map(({ RoleName }) => RoleName),
    ),
  'AWS::ApiGateway::RestApi': () =>
    all(paginateGetRestApis({ client: new APIGatewayClient({}) }, {}), ({ items }) =>
      items?.map(({ id }) => id),
    ),
}

/** What exists only as a part of one that is listed. A custom resource is what its function makes of it. */
const PARTS: readonly string[] = [
  'AWS::ApiGateway::Deployment',
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::RequestValidator',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::Stage',
  'AWS::IAM::Policy',
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
]

/** Everything that stands in the account and region, each as `type name`, sorted. */
export async function whatIsThere(): Promise<readonly string[]> {
  const lists = Object.entries(LISTS).map(async ([type, list]) =>
    (await list()).map((name) => `${type} ${name}`),
  )
  return (await Promise.all(lists)).flat().sort()
}

/** Types that nobody would notice if they stayed behind. */
export function unlisted(types: readonly string[]): readonly string[] {
  return [...new Set(types)].filter(
    (type) => !Object.hasOwn(LISTS, type) && !PARTS.includes(type) && !type.startsWith('Custom::'),
  )
}

async function all<Page>(
  pages: AsyncIterable<Page>,
  namesOf: (page: Page) => Names,
): Promise<readonly string[]> {
  const names: string[] = []
  for await (const page of pages) names.push(...(namesOf(page) ?? []).map((name) => name ?? ''))
  return names
}
