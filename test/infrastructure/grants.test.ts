import { describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import { subscriptionSettings } from '../../lib/topology/settings.ts'
import { topology as webhooks } from '../fixtures/github/topology.ts'
import { type Resource, type Synthesized, spelled, synthesized } from './support/synthesized.ts'

interface Statement {
  readonly Effect: string
  readonly Action: string | readonly string[]
  readonly Resource: unknown
  readonly Condition?: unknown
}

const ARN = {
  topic: (name: string) =>
    `arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AWS::AccountId}:omnibus-dev-${name}`,
  claims: 'arn:${AWS::Partition}:s3:::omnibus-dev-${AWS::AccountId}-${AWS::Region}',
  ledger: `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/omnibus-dev-ledger`,
}
const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents']
const RECEIVE = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage']
const WRITE = ['ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem']

const each = (actions: readonly string[], resource: string) =>
  actions.map((action) => `${action} ${resource}`)
/** What every consumer may: log, receive, keep the ledger and send its dead letters away. */
const consumerOf = (name: string) => [
  ...each(LOGS, `\${${name}ConsumerFunctionLogs.Arn}`),
  ...each(
    RECEIVE.map((action) => `sqs:${action}`),
    `\${${name}QueuesQueue.Arn}`,
  ),
  `sqs:SendMessage \${${name}QueuesDeadLetterQueue.Arn}`,
  `dynamodb:PutItem ${ARN.ledger}`,
  `dynamodb:UpdateItem ${ARN.ledger}`,
  `s3:GetObject ${ARN.claims}/claims/*`,
  `s3:ListBucket ${ARN.claims}`,
]
const writes = (table: string) =>
  each(
    WRITE.map((action) => `dynamodb:${action}`),
    `\${${table}.Arn}`,
  )

/** Every permission of every function of the shop, in the words of its topology. */
const GRANTS: Readonly<Record<string, readonly string[]>> = {
  PublishingPublish: [
    ...each(LOGS, '${PublishingPublishLogs.Arn}'),
    `dynamodb:PutItem ${ARN.ledger}`,
    `s3:PutObject ${ARN.claims}/claims/*`,
    `sns:Publish ${ARN.topic('orders')}`,
    `sns:Publish ${ARN.topic('stock')}`,
    `sns:Publish ${ARN.topic('payments.fifo')}`,
  ],
  ClaimsEmptyOnDeleteFunction: [
    ...each(LOGS, '${ClaimsEmptyOnDeleteFunctionLogs.Arn}'),
    's3:ListBucket ${ClaimsBucket.Arn}',
    's3:DeleteObject ${ClaimsBucket.Arn}/*',
  ],
  PublishingQuery: [...each(LOGS, '${PublishingQueryLogs.Arn}'), `dynamodb:Query ${ARN.ledger}`],
  InventoryConsumerFunction: [...consumerOf('Inventory'), ...writes('StockTable')],
  RestockConsumerFunction: [...consumerOf('Restock'), ...writes('StockTable')],
  BillingConsumerFunction: [
    ...consumerOf('Billing'),
    `s3:PutObject ${ARN.claims}/claims/*`,
    `sns:Publish ${ARN.topic('payments.fifo')}`,
  ],
  NotificationsConsumerFunction: [...consumerOf('Notifications'), ...writes('OrderStatusTable')],
}

function functionsOf(stacks: readonly Synthesized[]) {
  return stacks.flatMap((stack) =>
    stack
      .ofType('AWS::Lambda::Function')
      .map((target) => ({ name: spelled({ Ref: target.id }), stack, target })),
  )
}

function statementsOf(stack: Synthesized, target: Resource): Statement[] {
  const role = stack.target(target.Properties['Role'])
  const policies = stack
    .ofType('AWS::IAM::Policy')
    .filter(({ Properties }) =>
      (Properties['Roles'] as unknown[]).some((each) => spelled(each) === spelled({ Ref: role.id })),
    )
  return policies.flatMap(
    ({ Properties }) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement,
  )
}

function grantsOf(stack: Synthesized, target: Resource): string[] {
  return statementsOf(stack, target).flatMap(({ Action, Resource }) =>
    [Action]
      .flat()
      .flatMap((action) => [Resource].flat().map((resource) => `${action} ${spelled(resource)}`)),
  )
}

describe('the functions of the shop', () => {
  const functions = functionsOf(synthesized(shop))

  it('are those of the table', () => {
    const names = functions.map(({ name }) => name.slice(2, -1))
    expect(names.toSorted()).toEqual(Object.keys(GRANTS).toSorted())
  })

  it.each(Object.entries(GRANTS))('%s may do this and nothing else', (name, grants) => {
    const found = functions.find((candidate) => candidate.name === `\${${name}}`)
    expect(found && grantsOf(found.stack, found.target).toSorted()).toEqual(grants.toSorted())
  })
})

describe('with a ledger in PartiQL', () => {
  const batched = ['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate']
  const plain = synthesized(shop)
  const functions = functionsOf(synthesized({ ...shop, ledger: { batching: 'partiql' } }))

  it.each(functions)(
    '$name may execute its statements on the ledger, in the place of updates, exactly if it consumes',
    (found) => {
      const before = functionsOf(plain).find(({ name }) => name === found.name)
      const added = found.name.includes('Consumer') ? each(batched, ARN.ledger) : []
      const kept = before ? grantsOf(before.stack, before.target) : []
      expect(grantsOf(found.stack, found.target).toSorted()).toEqual(
        [...kept.filter((grant) => grant !== `dynamodb:UpdateItem ${ARN.ledger}`), ...added].toSorted(),
      )
    },
  )
})

describe.each(Object.entries({ shop, webhooks }))('a function of the %s', (_name, topology) => {
  const stacks = synthesized(topology)
  const functions = functionsOf(stacks)

  it('has no wildcard among its permissions but that of the objects it may name, and no more than one policy', () => {
    expect(functions).not.toHaveLength(0)
    for (const { stack, target } of functions) {
      expect(
        grantsOf(stack, target).filter((grant) =>
          grant.replace(/(\/claims|\$\{ClaimsBucket.Arn\})\/\*$/, '').includes('*'),
        ),
      ).toEqual([])
      expect(statementsOf(stack, target).every(({ Effect }) => Effect === 'Allow')).toBe(true)
    }
  })

  it('has a role of its own, for Lambda only and with nothing attached', () => {
    const roles = functions.map(({ stack, target }) => stack.target(target.Properties['Role']))
    expect(new Set(roles.map(({ id }) => id)).size).toBe(functions.length)
    for (const { Properties } of roles) {
      expect(Object.keys(Properties)).toEqual(['AssumeRolePolicyDocument'])
      expect(Properties['AssumeRolePolicyDocument']).toMatchObject({
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 'lambda.amazonaws.com' },
          },
        ],
      })
    }
  })

  it('gets its permissions before its first message', () => {
    for (const { target } of functions) {
      expect(target.DependsOn?.some((id) => id.includes('DefaultPolicy'))).toBe(true)
    }
  })

  it('writes to a log group of its own, which forgets', () => {
    for (const { stack, target } of functions) {
      const { LogGroup, LogFormat } = target.Properties['LoggingConfig'] as Record<string, unknown>
      expect(LogFormat).toBe('JSON')
      expect(stack.target(LogGroup).Properties).toEqual({ RetentionInDays: 7 })
    }
  })

  it('runs on arm64 with Node 24, within the limits that its subscription sets', () => {
    for (const { target } of functions) {
      expect(target.Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] })
      const subscription = /for '(.+)'/.exec(String(target.Properties['Description']))?.[1]
      if (subscription === undefined) continue
      const { timeoutSeconds, memoryMegabytes } = subscriptionSettings(topology, subscription)
      expect(target.Properties).toMatchObject({ Timeout: timeoutSeconds, MemorySize: memoryMegabytes })
    }
  })

  it('finds its resources by its environment', () => {
    for (const { stack, target } of functions) {
      const { Variables } = target.Properties['Environment'] as { Variables: Record<string, unknown> }
      expect(Variables).toMatchObject({
        OMNIBUS_STAGE: 'dev',
        OMNIBUS_LEDGER_TABLE: `${topology.name}-dev-ledger`,
        NODE_OPTIONS: '--enable-source-maps',
      })
      const subscription = /for '(.+)'/.exec(String(target.Properties['Description']))?.[1]
      if (subscription === undefined) continue
      const { environment, tables } = subscriptionSettings(topology, subscription)
      expect(Variables).toMatchObject(environment)
      expect(stack.target(Variables['OMNIBUS_QUEUE_URL']).Type).toBe('AWS::SQS::Queue')
      expect(Object.keys(JSON.parse(spelled(Variables['OMNIBUS_TABLES'])))).toEqual(Object.keys(tables))
    }
  })
})
