import { RegionInfo } from 'aws-cdk-lib/region-info'
import { describe, expect, it, vi } from 'vitest'
import { topology as shop } from '#topology'
import { stageConfig } from '../../lib/infrastructure/stage-config.ts'
import { claimBucketName } from '../../lib/topology/resource-names.ts'
import { validateTopology } from '../../lib/topology/validate-topology.ts'
import { type Resource, type Synthesized, spelled, synthesized } from './support/synthesized.ts'

/** To synthesize takes long on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

const STAGES = ['dev', 'branch7', 'staging', 'prod'] as const

function only(
  stack: Synthesized | undefined,
  type: string,
  holds: (resource: Resource) => boolean = () => true,
) {
  const found = stack?.ofType(type).filter(holds) ?? []
  expect(found).toHaveLength(1)
  return found[0] as Resource
}

/** The longest name that `accept` does not throw at. */
function longestAccepted(accept: (name: string) => unknown, name = 'b'): string {
  try {
    accept(name)
  } catch {
    return name.slice(1)
  }
  return longestAccepted(accept, `b${name}`)
}

describe('the bucket', () => {
  const [core] = synthesized(shop)
  const bucket = only(core, 'AWS::S3::Bucket')

  it('has the name by which every function finds it', () => {
    const account = '${AWS::AccountId}'
    const region = '${AWS::Region}'
    expect(spelled(bucket.Properties['BucketName'])).toBe('omnibus-dev-${AWS::AccountId}-${AWS::Region}')
    expect(claimBucketName(shop, 'dev', { account, region })).toBe(`omnibus-dev-${account}-${region}`)
  })

  it('has a name of no more than the 63 characters of S3, whatever bus, stage and region it is of', () => {
    const name = longestAccepted((each) => validateTopology({ ...shop, name: each }))
    const stage = longestAccepted(stageConfig)
    const lengths = RegionInfo.regions.map(
      ({ name: region }) =>
        claimBucketName({ ...shop, name }, stage, { account: '123456789012', region }).length,
    )
    expect(Math.max(...lengths)).toBeLessThanOrEqual(63)
  })

  it('is private, encrypted, and open to TLS only', () => {
    expect(bucket.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    })
    const policy = only(core, 'AWS::S3::BucketPolicy')
    expect(JSON.stringify(policy.Properties)).toContain('"aws:SecureTransport":"false"')
  })

  it('keeps data longer than a message can live, dead-lettered twice and redriven', () => {
    expect(bucket.Properties['LifecycleConfiguration']).toMatchObject({
      Rules: [{ Prefix: 'claims/', ExpirationInDays: 7 + 14 + 7 + 14 + 1, Status: 'Enabled' }],
    })
  })

  it.each([
    ['dev', 'Delete'],
    ['prod', 'Retain'],
  ] as const)('in %s is left to %s', (stage, policy) => {
    const [stack] = synthesized(shop, stage)
    expect(only(stack, 'AWS::S3::Bucket').DeletionPolicy).toBe(policy)
  })

  it('is emptied before it goes, by a function that has what it needs until then', () => {
    const emptying = only(core, 'Custom::EmptyOnDelete')
    expect(core?.target(emptying.Properties['BucketName']).id).toBe(bucket.id)
    const parts = core?.resources.filter(({ id }) => id.startsWith('ClaimsEmptyOnDeleteFunction')) ?? []
    const target = parts.find(({ Type }) => Type === 'AWS::Lambda::Function')
    expect(core?.target(emptying.Properties['ServiceToken']).id).toBe(target?.id)
    const kept = [...(emptying.DependsOn ?? []), ...(target?.DependsOn ?? [])]
    const permissions = parts.filter(({ Type }) => Type.startsWith('AWS::IAM::')).map(({ id }) => id)
    expect(permissions).toHaveLength(2)
    expect(kept).toEqual(expect.arrayContaining([target?.id, bucket.id, ...permissions]))
  })

  it('is kept with all that is in it where its stage says so', () => {
    const [stack] = synthesized(shop, 'prod')
    expect(stack?.ofType('Custom::EmptyOnDelete')).toEqual([])
  })
})

describe('a topic with larger messages', () => {
  it('says so to SNS', () => {
    const topics = { orders: { ...shop.topics.orders, maximumMessageSize: 1_048_576 } }
    const [core] = synthesized({ ...shop, topics, subscriptions: {} })
    expect(only(core, 'AWS::SNS::Topic').Properties['MaximumMessageSize']).toBe(1_048_576)
  })
})

describe('the ledger', () => {
  const [core] = synthesized(shop)
  const ledger = only(
    core,
    'AWS::DynamoDB::Table',
    ({ Properties }) => 'TimeToLiveSpecification' in Properties,
  )

  it('has the name by which every stack and function finds it', () => {
    expect(ledger.Properties['TableName']).toBe('omnibus-dev-ledger')
  })

  it('is keyed by event and subscription', () => {
    expect(ledger.Properties['KeySchema']).toEqual([
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ])
  })

  it('lists dead letters of a subscription by time', () => {
    expect(ledger.Properties['GlobalSecondaryIndexes']).toEqual([
      {
        IndexName: 'dead-letters',
        KeySchema: [
          { AttributeName: 'deadIn', KeyType: 'HASH' },
          { AttributeName: 'deadAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ])
    expect(ledger.Properties['AttributeDefinitions']).toContainEqual({
      AttributeName: 'deadAt',
      AttributeType: 'N',
    })
  })

  it('forgets what has expired', () => {
    expect(ledger.Properties['TimeToLiveSpecification']).toEqual({
      AttributeName: 'expiresAt',
      Enabled: true,
    })
  })

  it('is paid by request, so that no capacity runs out', () => {
    expect(ledger.Properties['BillingMode']).toBe('PAY_PER_REQUEST')
  })
})

describe('the audit log', () => {
  const [core] = synthesized(shop)
  const named = ({ Properties }: Resource) => Properties['TableName'] === 'omnibus-dev-audit'
  const { Properties } = only(core, 'AWS::DynamoDB::Table', named)

  it('never forgets', () => {
    expect(Properties).not.toHaveProperty('TimeToLiveSpecification')
  })

  it('lets nobody change or remove an entry', () => {
    const { PolicyDocument } = Properties['ResourcePolicy'] as { PolicyDocument: { Statement: object[] } }
    expect(PolicyDocument.Statement).toEqual([
      {
        Sid: 'AppendOnly',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: [
          'dynamodb:BatchWriteItem',
          'dynamodb:DeleteItem',
          'dynamodb:PartiQLDelete',
          'dynamodb:PartiQLUpdate',
          'dynamodb:PutItem',
          'dynamodb:UpdateItem',
        ],
        Resource: '*',
      },
    ])
  })
})

/** What is to be kept, and what may go, when its stack does. */
const KEEPING = {
  dev: { policy: 'Delete', recovery: false, protection: false, logDays: 7 },
  branch7: { policy: 'Delete', recovery: false, protection: false, logDays: 7 },
  staging: { policy: 'Delete', recovery: true, protection: false, logDays: 30 },
  prod: { policy: 'Retain', recovery: true, protection: true, logDays: 90 },
} as const

describe.each(STAGES)('in stage %s', (stage) => {
  const { policy, recovery, protection, logDays } = KEEPING[stage]
  const stacks = synthesized(shop, stage)
  const all = (type: string) => stacks.flatMap((stack) => stack.ofType(type))

  it(`tables are ${protection ? 'protected' : 'not protected'}, with point-in-time recovery ${recovery}`, () => {
    expect(all('AWS::DynamoDB::Table')).toHaveLength(4)
    for (const { Properties } of all('AWS::DynamoDB::Table')) {
      expect(Properties).toMatchObject({
        DeletionProtectionEnabled: protection,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: recovery },
      })
    }
  })

  it.each(['AWS::DynamoDB::Table', 'AWS::SQS::Queue', 'AWS::Logs::LogGroup'])(
    `every %s has the deletion policy ${policy}`,
    (type) => {
      const policies = all(type).map(({ DeletionPolicy, UpdateReplacePolicy }) => [
        DeletionPolicy,
        UpdateReplacePolicy,
      ])
      expect(policies.length).toBeGreaterThan(0)
      expect(policies.flat().every((each) => each === policy)).toBe(true)
    },
  )

  it(`logs are kept ${logDays} days`, () => {
    for (const { Properties } of all('AWS::Logs::LogGroup'))
      expect(Properties['RetentionInDays']).toBe(logDays)
  })

  it(`stacks ${protection ? 'cannot' : 'can'} be deleted`, () => {
    expect(stacks.map((stack) => stack.terminationProtection)).toEqual(stacks.map(() => protection))
  })

  it('names hold the stage', () => {
    const topics = all('AWS::SNS::Topic').map(({ Properties }) => Properties['TopicName'])
    expect(topics).toEqual([
      `omnibus-${stage}-orders`,
      `omnibus-${stage}-stock`,
      `omnibus-${stage}-payments.fifo`,
    ])
    const { canary, console: desk } = stageConfig(stage)
    const parts = ['', '-main', ...(canary ? ['-canary'] : []), ...(desk ? ['-console'] : [])]
    expect(stacks.map(({ name }) => name)).toEqual(parts.map((part) => `omnibus-${stage}${part}`))
  })
})

describe('a stage', () => {
  const settings = {
    ...stageConfig('prod'),
    account: '123456789012',
    region: 'eu-central-1',
    tags: { team: 'platform' },
  }

  it('tags all that is in its stacks', () => {
    const stacks = synthesized(shop, 'staging')
    const own = { 'omnibus:bus': 'omnibus', 'omnibus:stage': 'staging' }
    expect(stacks.map(({ tags }) => tags)).toEqual(stacks.map(() => own))
    expect(synthesized(shop, settings)[0]?.tags).toEqual({
      'omnibus:bus': 'omnibus',
      'omnibus:stage': 'prod',
      team: 'platform',
    })
  })

  it('belongs to the account and region that it names, and else to any', () => {
    const stacks = synthesized(shop, settings)
    const named = 'aws://123456789012/eu-central-1'
    expect(stacks.map(({ environment }) => environment)).toEqual(stacks.map(() => named))
    expect(synthesized(shop, 'prod')[0]?.environment).toBe('aws://unknown-account/unknown-region')
  })

  it('has settings of its own for every name that is not known', () => {
    const { stage: _, ...branch } = stageConfig('branch7')
    expect(stageConfig('dev')).toMatchObject(branch)
  })

  it.each(['', 'Prod', 'my-branch', '1st', 'a'.repeat(17), undefined, 5])(
    "rejects '%s' with the rule",
    (stage) => {
      expect(() => stageConfig(stage)).toThrow(
        `'${String(stage)}' cannot be a stage. Use 1 to 16 lower-case letters and digits, a letter first: -c stage=prod.`,
      )
    },
  )
})

describe('a topic', () => {
  const [core] = synthesized(shop)
  const topics = core?.ofType('AWS::SNS::Topic') ?? []

  it('is FIFO when it is ordered, with throughput by group and ids that come from events', () => {
    expect(topics.map(({ Properties }) => Properties)).toEqual([
      { TopicName: 'omnibus-dev-orders' },
      { TopicName: 'omnibus-dev-stock' },
      {
        TopicName: 'omnibus-dev-payments.fifo',
        FifoTopic: true,
        FifoThroughputScope: 'MessageGroup',
        ContentBasedDeduplication: false,
      },
    ])
  })

  it.each(topics)('$Properties.TopicName takes TLS only', ({ id }) => {
    const policy = only(core, 'AWS::SNS::TopicPolicy', ({ Properties }) =>
      (Properties['Topics'] as unknown[]).some((topic) => spelled(topic) === spelled({ Ref: id })),
    )
    expect(policy.Properties['PolicyDocument']).toMatchObject({
      Statement: [
        {
          Effect: 'Deny',
          Action: 'sns:Publish',
          Principal: '*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    })
  })
})
