import { Aws } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { coreStackName, DEAD_LETTER_INDEX, groupStackName } from '../../topology/resource-names.ts'
import { subscriptionSettings } from '../../topology/settings.ts'
import { acknowledgeClaims, acknowledgeForRole } from '../acknowledgements.ts'
import { auditArn, claimArn, ledgerArn, namesBeginning, topicArn } from '../arns.ts'
import type { Deployment } from '../deployment.ts'
import { CONSOLE_ENTRY } from '../function-entries.ts'
import { mayPublish } from '../may-publish.ts'
import { BundledFunction } from './bundled-function.ts'
import { encryptionKey, grantKey } from './encryption-key.ts'

/** What the desk does with queues: counts, looks into and redrives what is in them. */
const QUEUE_USE = [
  'GetQueueAttributes',
  'ReceiveMessage',
  'ChangeMessageVisibility',
  'DeleteMessage',
  'SendMessage',
]

const MAPPINGS = 'event-source-mapping:*'

const arn = (service: string, rest: string): string =>
  `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${rest}`

/** The function behind the console: it may do to this bus what an operator may, and nothing to any other. */
export function consoleFunction(scope: Construct, deployment: Deployment): BundledFunction {
  const target = new BundledFunction(scope, 'Desk', deployment, {
    entry: CONSOLE_ENTRY,
    description: 'The operator’s desk: shows the bus, and does to it what an operator asks.',
    timeoutSeconds: 29,
    // A look has the bodies of all its dead letters in hand, up to 10,000, and their size is the producers' choice.
    memoryMegabytes: 1_024,
  })
  const allow = (actions: string[], resources: string[], rest: object = {}): void =>
    target.addToRolePolicy(new PolicyStatement({ actions, resources, ...rest }))
  grantKey(encryptionKey(scope, deployment), target)
  for (const statement of mayPublish(topicArns(deployment))) target.addToRolePolicy(statement)
  allow(['dynamodb:PutItem', 'dynamodb:UpdateItem'], [ledgerArn(deployment)])
  allow(['dynamodb:BatchGetItem'], [ledgerArn(deployment)])
  allow(['dynamodb:Query'], [ledgerArn(deployment), `${ledgerArn(deployment)}/index/${DEAD_LETTER_INDEX}`])
  allow(['dynamodb:PartiQLInsert', 'dynamodb:Query'], [auditArn(deployment)])
  allow(['s3:PutObject'], [claimArn(deployment)])
  acknowledgeClaims(target, deployment)
  allow(
    ['cloudformation:DescribeStacks'],
    stacks(deployment).map((stack) => arn('cloudformation', stack)),
  )
  // CloudFormation names queues, at last by chance: the tags that it gives them tell whose they are.
  allow(
    QUEUE_USE.map((action) => `sqs:${action}`),
    [arn('sqs', namesBeginning(deployment))],
    { conditions: { StringEquals: tagsOf(deployment) } },
  )
  allow(['lambda:UpdateEventSourceMapping'], [arn('lambda', MAPPINGS)], {
    conditions: {
      ArnLike: { 'lambda:FunctionArn': arn('lambda', `function:${namesBeginning(deployment)}`) },
    },
  })
  allow(['lambda:ListEventSourceMappings', 'cloudwatch:GetMetricData'], ['*'])
  acknowledgeWildcards(target, deployment)
  return target
}

const topicArns = (deployment: Deployment): string[] =>
  Object.keys(deployment.topology.topics).map((topic) => topicArn(deployment, topic))

/** The stacks by whose outputs it finds everything. What follows their names CloudFormation makes up. */
function stacks({ topology, config }: Deployment): string[] {
  const subscriptions = Object.keys(topology.subscriptions)
  const groups = new Set(subscriptions.map((name) => subscriptionSettings(topology, name).group))
  const ofGroups = [...groups].map((group) => groupStackName(topology, config.stage, group))
  return [coreStackName(topology, config.stage), ...ofGroups].map((name) => `stack/${name}/*`)
}

const tagsOf = ({ topology, config }: Deployment): Record<string, string> => ({
  'aws:ResourceTag/omnibus:bus': topology.name,
  'aws:ResourceTag/omnibus:stage': config.stage,
})

function acknowledgeWildcards(target: BundledFunction, deployment: Deployment): void {
  const acknowledge = (resource: string, reason: string): void =>
    acknowledgeForRole(target, { id: `AwsSolutions-IAM5[Resource::${resource}]`, reason })
  const any = (service: string, rest: string): string =>
    `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>:${rest}`
  acknowledge(
    '*',
    'Neither the list of mappings nor metrics know permissions by resource. Both are only read.',
  )
  acknowledge(
    any('lambda', MAPPINGS),
    'A mapping has no name. A condition holds it to those of the functions of this bus.',
  )
  acknowledge(
    any('sqs', namesBeginning(deployment)),
    'CloudFormation names the queues. A condition on their tags holds it to those of this bus.',
  )
  for (const stack of stacks(deployment)) {
    acknowledge(
      any('cloudformation', stack),
      'The stack is named in full; CloudFormation ends its ARN with an id of its own.',
    )
  }
}
