import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import { OUTPUTS } from '../../lib/topology/resource-names.ts'
import { subscriptionSettings } from '../../lib/topology/settings.ts'
import type { SubscriptionDefinition, Topology } from '../../lib/topology/types.ts'
import { anyTopology } from '../topology/support/any-topology.ts'
import { spelled, synthesized } from './support/synthesized.ts'

/** Each run synthesizes every stack. */
const SLOW = 60_000

const shopWith = (subscriptions: Topology['subscriptions']): Topology => ({ ...shop, subscriptions })
const onOrders = (count: number, definition: Partial<SubscriptionDefinition> = {}): Topology =>
  shopWith(
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`reader${index}`, { topic: 'orders', ...definition }]),
    ),
  )

describe('the stacks of any topology', () => {
  it(
    'are the core and one for each group, in the order of declaration',
    () => {
      const property = fc.property(anyTopology, (topology) => {
        const names = Object.keys(topology.subscriptions)
        const groups = new Set(names.map((name) => subscriptionSettings(topology, name).group))
        const stacks = synthesized(topology).map(({ name }) => name)
        const core = `${topology.name}-dev`
        expect(stacks).toEqual([core, ...[...groups].map((group) => `${core}-${group}`)])
      })
      fc.assert(property, { numRuns: 15 })
    },
    SLOW,
  )

  it(
    'are the same for the same topology',
    () => {
      const templates = (topology: Topology) => synthesized(topology).map(({ json }) => JSON.stringify(json))
      const property = fc.property(anyTopology, (topology) => {
        expect(templates(topology)).toEqual(templates(topology))
      })
      fc.assert(property, { numRuns: 10 })
    },
    SLOW,
  )

  it(
    'know of each other by name only: nothing is exported, imported or passed as a parameter',
    () => {
      const property = fc.property(anyTopology, (topology) => {
        for (const { json } of synthesized(topology)) {
          const { Parameters = {} } = json as { Parameters?: object }
          expect(Object.keys(Parameters).filter((name) => name !== 'BootstrapVersion')).toEqual([])
          expect(Object.values(json.Outputs ?? {}).filter(({ Export }) => Export !== undefined)).toEqual([])
          expect(JSON.stringify(json)).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput|AWS::SSM::Parameter"/)
        }
      })
      fc.assert(property, { numRuns: 15 })
    },
    SLOW,
  )
})

describe('outputs', () => {
  const [core, group] = synthesized(shop)

  it('of the core are the endpoint, its log and its metrics, the ledger, the audit log and every topic', () => {
    const outputs = core?.json.Outputs ?? {}
    expect(Object.keys(outputs).toSorted()).toEqual([
      'ApiUrl',
      'AuditTable',
      'LedgerTable',
      'MetricsNamespace',
      'OrdersTopicArn',
      'PaymentsTopicArn',
      'PublishLogs',
      'StockTopicArn',
    ])
    expect(spelled(outputs['ApiUrl']?.Value)).toMatch(/^https:.*\/\$\{PublishingApiDeploymentStagev1\}\/$/)
  })

  it("of a group are its subscriptions' queues and their consumers' logs, under the names that tools ask for", () => {
    const expected = Object.keys(shop.subscriptions).flatMap((name) => [
      OUTPUTS.queueUrl(name),
      OUTPUTS.deadLetterQueueUrl(name),
      OUTPUTS.undeliveredQueueUrl(name),
      OUTPUTS.consumerLogs(name),
    ])
    expect(Object.keys(group?.json.Outputs ?? {}).toSorted()).toEqual(expected.toSorted())
    for (const [output, { Value }] of Object.entries(group?.json.Outputs ?? {})) {
      const target = group?.target(Value)
      expect(target?.Type).toBe(output.endsWith('Logs') ? 'AWS::Logs::LogGroup' : 'AWS::SQS::Queue')
      expect(target?.id.includes('DeadLetterQueue')).toBe(output.includes('DeadLetter'))
    }
  })
})

describe('a group', () => {
  it('holds one table for all its subscriptions that name it', () => {
    const tables = synthesized(shop)[1]?.ofType('AWS::DynamoDB::Table') ?? []
    expect(tables.map(({ Properties }) => Properties['KeySchema'])).toEqual([
      [{ AttributeName: 'sku', KeyType: 'HASH' }],
      [{ AttributeName: 'orderId', KeyType: 'HASH' }],
    ])
    for (const { Properties } of tables) expect(Properties).not.toHaveProperty('TableName')
  })

  it('makes a sort key where the topology has one', () => {
    const table = { partitionKey: 'sku', sortKey: 'day' }
    const [, group] = synthesized(onOrders(1, { tables: { sales: table } }))
    expect(group?.ofType('AWS::DynamoDB::Table')[0]?.Properties).toMatchObject({
      KeySchema: [
        { AttributeName: 'sku', KeyType: 'HASH' },
        { AttributeName: 'day', KeyType: 'RANGE' },
      ],
    })
  })

  it('takes 28 plain subscriptions', { timeout: SLOW }, () => {
    expect(synthesized(onOrders(28))[1]?.resources).toHaveLength(449)
  })

  it('fails above 450 resources, with the advice to add a group', { timeout: SLOW }, () => {
    expect(() => synthesized(onOrders(29))).toThrow(
      "The subscriptions of group 'main' need 465 resources; a stack holds at most 450. Give some of them another 'group' in the topology.",
    )
  })
})
