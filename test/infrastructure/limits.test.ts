import { describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import { type StageConfig, stageConfig } from '../../lib/infrastructure/stage-config.ts'
import type { Topology } from '../../lib/topology/types.ts'
import { topology as large } from '../fixtures/200-subscriptions/topology.ts'
import { type Resource, type Synthesized, synthesized } from './support/synthesized.ts'

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX = { resources: 500, outputs: 200, templateBytes: 1_000_000, logicalId: 255, stackName: 128 }
/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_ROLE_POLICY = 10_240
const MAX_MANAGED_POLICY = 6_144
const MAX_MANAGED_POLICIES = 10
/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_FUNCTION_POLICY_BYTES = 20_480
const MAX_ENVIRONMENT_BYTES = 4_096
/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MAX_API_RESOURCES = 300
/** @see https://docs.aws.amazon.com/general/latest/gr/sns.html */
const MAX_FILTERS_PER_TOPIC = 200
const MAX_KEY_POLICY = 32_768
/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html */
const MAX_QUEUE_POLICY = 8_192

const LONGEST = { Partition: 'aws-us-gov', Region: 'ap-southeast-1', AccountId: '123456789012' }
/** A name that CloudFormation makes is at most this long. */
const PHYSICAL_NAME = 'p'.repeat(80)

/** As long as AWS sees it: pseudo parameters and names filled in. */
function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled)
  if (typeof value !== 'object' || value === null) return value
  const { Ref, 'Fn::Join': join, 'Fn::GetAtt': getAtt } = value as Record<string, unknown>
  if (typeof Ref === 'string') return LONGEST[Ref.slice(5) as keyof typeof LONGEST] ?? PHYSICAL_NAME
  if (Array.isArray(getAtt)) return `arn:aws-us-gov:service:ap-southeast-1:123456789012:${PHYSICAL_NAME}`
  if (Array.isArray(join)) return (join[1] as unknown[]).map(filled).join(join[0])
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]))
}
const length = (value: unknown): number => JSON.stringify(filled(value)).length

function policiesOf(stack: Synthesized, role: Resource, type: string): Resource[] {
  return stack
    .ofType(type)
    .filter(({ Properties }) => (Properties['Roles'] as { Ref: string }[]).some(({ Ref }) => Ref === role.id))
}

/** What AWS would refuse, or the CDK only at the last moment. */
function withinLimits(stack: Synthesized): void {
  const { resources, json, name } = stack
  expect(name.length).toBeLessThanOrEqual(MAX.stackName)
  expect(resources.length).toBeLessThan(MAX.resources)
  expect(Object.keys(json.Outputs ?? {}).length).toBeLessThanOrEqual(MAX.outputs)
  expect(Buffer.byteLength(JSON.stringify(json, null, 1))).toBeLessThan(MAX.templateBytes)
  for (const { id } of resources) expect(id.length).toBeLessThanOrEqual(MAX.logicalId)
  for (const role of stack.ofType('AWS::IAM::Role')) {
    const inline = policiesOf(stack, role, 'AWS::IAM::Policy')
    const sum = inline
      .map(({ Properties }) => length(Properties['PolicyDocument']))
      .reduce((a, b) => a + b, 0)
    expect(sum).toBeLessThanOrEqual(MAX_ROLE_POLICY)
    const managed = policiesOf(stack, role, 'AWS::IAM::ManagedPolicy')
    expect(managed.length).toBeLessThanOrEqual(MAX_MANAGED_POLICIES)
    for (const { Properties } of managed)
      expect(length(Properties['PolicyDocument'])).toBeLessThanOrEqual(MAX_MANAGED_POLICY)
  }
  for (const target of stack.ofType('AWS::Lambda::Function')) {
    const { Environment } = target.Properties as { Environment: { Variables: object } }
    expect(length(Environment.Variables)).toBeLessThanOrEqual(MAX_ENVIRONMENT_BYTES)
    const permissions = stack
      .ofType('AWS::Lambda::Permission')
      .filter(({ Properties }) => stack.target(Properties['FunctionName']).id === target.id)
    // Each is a statement with an id, which CloudFormation makes.
    const bytes = permissions.map(({ Properties }) => length(Properties) + 150).reduce((a, b) => a + b, 0)
    expect(bytes).toBeLessThanOrEqual(MAX_FUNCTION_POLICY_BYTES)
  }
  expect(stack.ofType('AWS::ApiGateway::Resource').length).toBeLessThanOrEqual(MAX_API_RESOURCES)
  for (const { Properties } of stack.ofType('AWS::SQS::QueuePolicy'))
    expect(length(Properties['PolicyDocument'])).toBeLessThanOrEqual(MAX_QUEUE_POLICY)
  for (const { Properties } of stack.ofType('AWS::KMS::Key'))
    expect(length(Properties['KeyPolicy'])).toBeLessThanOrEqual(MAX_KEY_POLICY)
}

const SLOW = { timeout: 60_000 }

const withTopics = (count: number): Topology => ({
  ...shop,
  subscriptions: {},
  topics: Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `topic-with-a-rather-long-name-t${index}`,
      shop.topics.orders,
    ]),
  ),
})
const limitForEach = (topology: Topology): StageConfig => ({
  ...stageConfig('prod'),
  firewall: { requestsPerFiveMinutes: 10_000 },
  topicThrottling: Object.fromEntries(
    Object.keys(topology.topics).map((topic) => [topic, { requestsPerSecond: 1, burst: 1 }]),
  ),
})

describe.each(['dev', 'prod'])('200 subscriptions in 20 groups in %s', (stage) => {
  const stacks = synthesized(large, stage)

  it('are within every limit', () => {
    // The core, the groups, and in prod the canary and the console.
    expect(stacks).toHaveLength(stage === 'prod' ? 23 : 21)
    for (const stack of stacks) withinLimits(stack)
    const mappings = stacks.flatMap((stack) => stack.ofType('AWS::Lambda::EventSourceMapping'))
    expect(mappings).toHaveLength(200)
  })

  it('have fewer filters than SNS takes for a topic', () => {
    const links = stacks.flatMap((stack) => stack.ofType('AWS::SNS::Subscription'))
    const filtered = links.filter(({ Properties }) => Properties['FilterPolicy'])
    const byTopic = Map.groupBy(filtered, ({ Properties }) => JSON.stringify(Properties['TopicArn']))
    expect(byTopic.size).toBeGreaterThan(10)
    for (const filters of byTopic.values()) expect(filters.length).toBeLessThanOrEqual(MAX_FILTERS_PER_TOPIC)
  })
})

describe('the core', () => {
  it('takes 40 topics with a limit for each', SLOW, () => {
    const topology = withTopics(40)
    const [core] = synthesized(topology, limitForEach(topology))
    withinLimits(core as Synthesized)
  })

  it('takes 90 topics: what its function may do is more than one policy holds', SLOW, () => {
    const stacks = synthesized(withTopics(90), 'prod')
    expect(stacks.map(({ name }) => name)).toEqual([
      'omnibus-prod',
      'omnibus-prod-canary',
      'omnibus-prod-console',
    ])
    for (const stack of stacks) {
      withinLimits(stack)
      expect(stack.ofType('AWS::IAM::ManagedPolicy').length).toBeGreaterThan(0)
    }
  })

  it('fails above that, with the advice to make fewer', SLOW, () => {
    expect(() => synthesized(withTopics(120))).toThrow(
      /^The topics need \d+ resources; a stack holds at most 450\. Make one topic of those whose events belong together, or a second bus in a topology of its own\.$/,
    )
  })
})
