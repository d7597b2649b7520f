import { describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import { DEAD_LETTER_INDEX } from '../../lib/topology/resource-names.ts'
import { synthesized } from '../infrastructure/support/synthesized.ts'
import { ACCOUNT, type Deployed, type DeployedResource, deployed } from './support/deployed.ts'
import { withKeys } from './support/encrypted.ts'
import { impliedBy, roleOf } from './support/implied.ts'
import { allows, inWords, neverUsed, type Requirement, refused } from './support/requirement.ts'
import { unheardOf } from './support/service-authorization.ts'

const REGION = 'eu-central-1'
const arn = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`
const tags = (bus: string, stage: string) => ({
  'aws:ResourceTag/omnibus:bus': bus,
  'aws:ResourceTag/omnibus:stage': stage,
})

type Asked = Omit<Requirement, 'principal' | 'because'>
type Context = NonNullable<Asked['context']>

const functionOf = ({ ofType }: Deployed, name: string): DeployedResource => {
  const found = ofType('AWS::Lambda::Function').find(({ id }) =>
    new RegExp(`^\\d+/${name}[0-9A-F]{8}$`).test(id),
  )
  if (!found) throw new Error(`There is no function ${name}.`)
  return found
}

/** Whatever the desk's adapters call, for each queue, topic, table and stack of the bus. */
function askedByDesk(deployment: Deployed, stage: string): Asked[] {
  const { ofType } = deployment
  const each = (type: string, action: string, context?: Context): Asked[] =>
    ofType(type).map(({ arn: resource }) => ({ action, resource, ...(context && { context }) }))
  const table = (name: string) => arn('dynamodb', `table/omnibus-${stage}-${name}`)
  const consumer = functionOf(deployment, 'BillingConsumerFunction')
  return [
    // stack-outputs.ts
    ...['omnibus', 'omnibus-main'].map((name) => ({
      action: 'cloudformation:DescribeStacks',
      resource: arn('cloudformation', `stack/${name.replace('omnibus', `omnibus-${stage}`)}/0123-4567`),
    })),
    // sqs-queue.ts, sqs-queue-meter.ts
    ...[
      'GetQueueAttributes',
      'ReceiveMessage',
      'ChangeMessageVisibility',
      'DeleteMessage',
      'SendMessage',
    ].flatMap((action) => each('AWS::SQS::Queue', `sqs:${action}`, tags('omnibus', stage))),
    // sns-publisher.ts, s3-claim-store.ts, dynamodb-publish-keys.ts: an event from the form
    ...each('AWS::SNS::Topic', 'sns:Publish'),
    ...ofType('AWS::S3::Bucket')
      .filter(({ properties }) => 'BucketName' in properties)
      .map(({ arn: bucket }) => ({ action: 's3:PutObject', resource: `${bucket}/claims/0123` })),
    { action: 'dynamodb:PutItem', resource: table('ledger') },
    // dynamodb-ledger.ts
    { action: 'dynamodb:UpdateItem', resource: table('ledger') },
    { action: 'dynamodb:BatchGetItem', resource: table('ledger') },
    { action: 'dynamodb:Query', resource: table('ledger') },
    { action: 'dynamodb:Query', resource: `${table('ledger')}/index/${DEAD_LETTER_INDEX}` },
    // dynamodb-audit-log.ts
    { action: 'dynamodb:PartiQLInsert', resource: table('audit') },
    { action: 'dynamodb:Query', resource: table('audit') },
    // lambda-consumer-switch.ts
    { action: 'lambda:ListEventSourceMappings', resource: '*' },
    {
      action: 'lambda:UpdateEventSourceMapping',
      resource: arn('lambda', 'event-source-mapping:0123-4567'),
      context: { 'lambda:FunctionArn': consumer.arn },
    },
    // sqs-queue-meter.ts
    { action: 'cloudwatch:GetMetricData', resource: '*' },
  ]
}

describe.each(['staging', 'prod'])('of the console in stage %s', (stage) => {
  const deployment = deployed(synthesized(shop, stage))
  const role = roleOf(functionOf(deployment, 'Desk'), deployment).arn
  const may = (asked: Asked) => allows(deployment, { principal: { role }, ...asked })
  const requirements = askedByDesk(deployment, stage).map(
    (asked): Requirement => ({ principal: { role }, ...asked, because: 'an operator asks for it' }),
  )

  it('the desk may do all that an operator asks of it', async () => {
    expect(requirements.length).toBeGreaterThan(60)
    expect(refused(deployment, withKeys(deployment, requirements))).toEqual([])
    const known = requirements.filter(({ resource }) => resource !== '*')
    expect((await Promise.all(known.map(unheardOf))).flat()).toEqual([])
  })

  it('the desk may do nothing else', () => {
    const all = withKeys(deployment, [...impliedBy(deployment), ...requirements])
    expect(neverUsed(deployment, all).filter((words) => words.startsWith('DeskRole '))).toEqual([])
  })

  it('the desk may touch no queue, mapping, stack or table of another bus or stage', () => {
    const queue = arn('sqs', `omnibus-${stage}-main-BillingQueue`)
    const action = 'sqs:ReceiveMessage'
    expect(may({ action, resource: queue, context: tags('omnibus', stage) })).toBe(true)
    expect(may({ action, resource: queue, context: tags('omnibus', 'dev') })).toBe(false)
    expect(may({ action, resource: queue, context: tags('another', stage) })).toBe(false)
    expect(may({ action, resource: queue })).toBe(false)
    expect(may({ action, resource: arn('sqs', 'another'), context: tags('omnibus', stage) })).toBe(false)
    expect(
      may({
        action: 'lambda:UpdateEventSourceMapping',
        resource: arn('lambda', 'event-source-mapping:0123-4567'),
        context: { 'lambda:FunctionArn': arn('lambda', 'function:another-BillingConsumer') },
      }),
    ).toBe(false)
    const others = [
      ['cloudformation:DescribeStacks', arn('cloudformation', 'stack/another/0123')],
      ['cloudformation:DescribeStacks', arn('cloudformation', `stack/omnibus-${stage}-else/0123`)],
      ['dynamodb:Query', arn('dynamodb', 'table/omnibus-dev-ledger')],
      ['dynamodb:PutItem', arn('dynamodb', `table/omnibus-${stage}-audit`)],
      ['dynamodb:DeleteItem', arn('dynamodb', `table/omnibus-${stage}-ledger`)],
      ['sns:Publish', arn('sns', 'omnibus-dev-orders')],
    ] as const
    expect(others.filter(([what, resource]) => may({ action: what, resource }))).toEqual([])
  })

  it('the authorizer may do nothing but log, and the installer nothing but bring files', () => {
    const grantsOf = (name: string) => {
      const own = roleOf(functionOf(deployment, name), deployment)
      const grants = deployment.grants.filter(({ owner, identity }) => identity && owner === own)
      return grants.map((grant) => inWords(deployment.resources, grant).split(' ').slice(1).join(' '))
    }
    const logs = (group: string) => [`logs:CreateLogStream ${group}`, `logs:PutLogEvents ${group}`]
    expect(grantsOf('SignInFunction')).toEqual(logs('SignInFunctionLogs'))
    expect(grantsOf('InstallFunction')).toEqual([
      ...logs('InstallFunctionLogs'),
      's3:PutObject FilesBucket/*',
    ])
  })
})
