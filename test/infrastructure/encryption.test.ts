import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { topology as shop } from '#topology'
import type { Topology } from '../../lib/topology/types.ts'
import { anyTopology } from '../topology/support/any-topology.ts'
import { type Resource, type Synthesized, spelled, synthesized } from './support/synthesized.ts'

/** To synthesize takes long on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

interface Statement {
  readonly Action: string | readonly string[]
  readonly Principal?: { readonly Service?: string; readonly AWS?: unknown }
  readonly Resource: unknown
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const ACCOUNT = '${AWS::Region}:${AWS::AccountId}'
const all = (stacks: readonly Synthesized[], type: string) => stacks.flatMap((stack) => stack.ofType(type))
const statements = ({ Properties }: Resource, policy = 'PolicyDocument') =>
  (Properties[policy] as { Statement: Statement[] }).Statement

/** What holds for the key of every topology whose stage has one. */
function holdsForTheKey(topology: Topology, stage: string): void {
  const stacks = synthesized(topology, stage)
  const name = `${topology.name}-${stage}`
  const alias = `alias/${name}`
  const [key, ...others] = all(stacks, 'AWS::KMS::Key') as [Resource, ...Resource[]]
  expect(others).toEqual([])
  expect(key.Properties['EnableKeyRotation']).toBe(true)
  expect(all(stacks, 'AWS::KMS::Alias').map(({ Properties }) => Properties['AliasName'])).toEqual([alias])

  // SNS may encrypt for the topics of this bus alone, and the account decides about everyone else.
  const [account, sns, ...rest] = statements(key, 'KeyPolicy') as [Statement, Statement]
  expect(rest).toEqual([])
  expect(spelled((account.Principal as { AWS: unknown }).AWS)).toBe(
    'arn:${AWS::Partition}:iam::${AWS::AccountId}:root',
  )
  expect(sns).toMatchObject({
    Principal: { Service: 'sns.amazonaws.com' },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
  })
  expect(spelled(sns.Condition?.['ArnLike']?.['aws:SourceArn'])).toBe(
    `arn:\${AWS::Partition}:sns:${ACCOUNT}:${name}-*`,
  )

  for (const { Properties } of all(stacks, 'AWS::SQS::Queue')) {
    expect(spelled(Properties['KmsMasterKeyId'])).toBe(`arn:\${AWS::Partition}:kms:${ACCOUNT}:${alias}`)
    expect(Properties).not.toHaveProperty('SqsManagedSseEnabled')
  }
  for (const { Properties } of all(stacks, 'AWS::SNS::Topic'))
    expect(stacks[0]?.target(Properties['KmsMasterKeyId']).id).toBe(key.id)
  const claims = all(stacks, 'AWS::S3::Bucket').filter(({ Properties }) => 'BucketName' in Properties)
  expect(claims).toHaveLength(1)
  for (const { Properties } of claims) {
    expect(Properties['BucketEncryption']).toMatchObject({
      ServerSideEncryptionConfiguration: [
        { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
      ],
    })
  }
  // Whoever publishes, consumes or operates may use this key, by its alias, and no other: the endpoint, the canary, the
  // desk, the consumers.
  const consumers = Object.keys(topology.subscriptions).length
  const using = all(stacks, 'AWS::IAM::Policy')
    .flatMap((policy) => statements(policy))
    .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('kms:')))
  expect(using).toHaveLength(consumers + 3)
  for (const { Action, Resource, Condition } of using) {
    expect(Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey'])
    expect(spelled(Resource)).toBe(`arn:\${AWS::Partition}:kms:${ACCOUNT}:key/*`)
    expect(Condition).toEqual({ 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } })
  }
}

describe.each(['staging', 'prod'])('in %s', (stage) => {
  it('a key of the bus encrypts whatever holds messages, in any topology', { timeout: 60_000 }, () => {
    holdsForTheKey(shop, stage)
    fc.assert(
      fc.property(anyTopology, (topology) => holdsForTheKey(topology, stage)),
      { numRuns: 10 },
    )
  })

  it(`the key and its name ${stage === 'prod' ? 'stay when the stack goes' : 'go with the stack'}`, () => {
    const policy = stage === 'prod' ? 'Retain' : 'Delete'
    const kept = synthesized(shop, stage)[0]?.resources.filter(({ Type }) => Type.startsWith('AWS::KMS::'))
    expect(kept?.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual([policy, policy])
  })
})

describe('in dev', () => {
  it('there is no key to pay for: each service encrypts with its own', () => {
    const stacks = synthesized(shop)
    expect(stacks.flatMap(({ resources }) => resources).filter(({ Type }) => Type.includes('KMS'))).toEqual(
      [],
    )
    expect(JSON.stringify(stacks.map(({ json }) => json))).not.toContain('kms:')
  })
})
