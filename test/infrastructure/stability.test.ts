import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { topology as shop } from '#topology'
import { subscriptionSettings } from '../../lib/topology/settings.ts'
import type { Topology } from '../../lib/topology/types.ts'
import { anyTopology } from '../topology/support/any-topology.ts'
import { type Resource, type Synthesized, synthesized } from './support/synthesized.ts'

/** To synthesize takes long on a busy machine. */
vi.setConfig({ testTimeout: 60_000 })

const SLOW = { timeout: 60_000 }
const STATEFUL = [
  'AWS::Cognito::UserPool',
  ...['AWS::DynamoDB::Table', 'AWS::KMS::Alias', 'AWS::KMS::Key', 'AWS::S3::Bucket'],
  ...['AWS::SNS::Topic', 'AWS::SQS::Queue'],
]

/** Another id would replace the resource, and lose what is in it. Change a line only with a way to move the data. */
const STATEFUL_IDS: Readonly<Record<string, readonly string[]>> = {
  'omnibus-prod': [
    'AuditTable18A3095C',
    'ClaimsBucket28AE7DE2',
    'EncryptionKey3A692D6E',
    'EncryptionKeyAlias1DF1C985',
    'LedgerTable9343E4AA',
    'OrdersTopicD53C120C',
    'PaymentsTopic7E645D61',
    'StockTopicC6F7BD8C',
  ],
  'omnibus-prod-main': [
    'BillingLinkUndeliveredQueue37B467C1',
    'BillingQueuesDeadLetterQueue04454879',
    'BillingQueuesQueueB1F2300A',
    'InventoryLinkUndeliveredQueueAD2209D7',
    'InventoryQueuesDeadLetterQueueDEB2ADA3',
    'InventoryQueuesQueue698B594E',
    'NotificationsLinkUndeliveredQueueDEE80930',
    'NotificationsQueuesDeadLetterQueue8B8357FC',
    'NotificationsQueuesQueueAD830FFF',
    'OrderStatusTable3E3CF042',
    'RestockLinkUndeliveredQueue762DA00B',
    'RestockQueuesDeadLetterQueue79FEACCE',
    'RestockQueuesQueue83FDB211',
    'StockTableCDCFF340',
  ],
  'omnibus-prod-canary': ['CanaryOrderedQueue023644C8', 'CanaryQueue4F92F5FC'],
  'omnibus-prod-console': ['FilesBucket7C17EE2E', 'UsersPoolBFC35D3B'],
}

const statefulIds = ({ resources }: Synthesized): string[] =>
  resources
    .filter(({ Type }) => STATEFUL.includes(Type))
    .map(({ id }) => id)
    .toSorted()

describe('what holds data', () => {
  const stacks = synthesized(shop, 'prod')

  it('has the logical ids that it always had', () => {
    expect(Object.fromEntries(stacks.map((stack) => [stack.name, statefulIds(stack)]))).toEqual(STATEFUL_IDS)
  })

  it(
    'stays where it is in prod when its stack goes or another takes its place, in any topology',
    SLOW,
    () => {
      // A topic holds nothing, and one that stayed would be in the way of its next namesake.
      const kept = STATEFUL.filter((type) => type !== 'AWS::SNS::Topic')
      const property = fc.property(anyTopology, (topology) => {
        for (const { resources } of synthesized(topology, 'prod')) {
          for (const { id, Type, DeletionPolicy, UpdateReplacePolicy, Properties } of resources) {
            if (!kept.includes(Type)) continue
            expect({ id, DeletionPolicy }).toEqual({ id, DeletionPolicy: 'Retain' })
            if (Type !== 'AWS::KMS::Alias') expect(UpdateReplacePolicy).toBe('Retain')
            if (Type !== 'AWS::DynamoDB::Table') continue
            expect(Properties).toMatchObject({
              DeletionProtectionEnabled: true,
              PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
            })
          }
        }
      })
      fc.assert(property, { numRuns: 10 })
    },
  )
})

/** Dashboards show everything, so they change with anything; nothing waits for them. */
const unlessDashboard = ({ Type }: Resource): boolean => Type !== 'AWS::CloudWatch::Dashboard'

/** What is there after and was not before; everything that was before is there unchanged, or the test fails. */
function added(
  before: readonly Synthesized[],
  after: readonly Synthesized[],
  mayChange = (_: Resource) => false,
) {
  return after.flatMap((stack) => {
    const earlier = before.find(({ name }) => name === stack.name)?.resources ?? []
    const known = new Map(stack.resources.map((resource) => [resource.id, resource]))
    for (const resource of earlier.filter(unlessDashboard)) {
      const now = known.get(resource.id)
      if (now && mayChange(resource)) expect(now.Type).toBe(resource.Type)
      else expect(now).toEqual(resource)
    }
    const ids = new Set(earlier.map(({ id }) => id))
    return stack.resources.filter(({ id }) => !ids.has(id))
  })
}

/** A name as it shows in logical ids, some of which keep its case. */
const plain = (name: string): string => name.replaceAll('-', '').toLowerCase()

function without(topology: Topology, name: string): Topology {
  const { [name]: _, ...subscriptions } = topology.subscriptions
  return { ...topology, subscriptions }
}

/** A subscription added is one removed, seen from the other side. */
describe('a subscription that is added or removed', () => {
  it('brings or takes its own resources and changes no other, in any topology', SLOW, () => {
    const property = fc.property(anyTopology, fc.constantFrom('dev', 'prod'), (topology, stage) => {
      for (const name of Object.keys(topology.subscriptions)) {
        const { group, tables } = subscriptionSettings(topology, name)
        const after = synthesized(topology, stage)
        const before = synthesized(without(topology, name), stage)
        const own = [name, ...Object.keys(tables)].map(plain)
        const isFirst = !before.some((stack) => stack.name.endsWith(`-${group}`))
        // The desk finds the group by its stack.
        const mayChange = ({ id }: Resource) => isFirst && id.startsWith('DeskRoleDefaultPolicy')
        for (const resource of added(before, after, mayChange)) {
          if (isFirst && !unlessDashboard(resource)) continue
          expect(
            own.some((each) => plain(resource.id).includes(each)),
            resource.id,
          ).toBe(true)
        }
      }
    })
    fc.assert(property, { numRuns: 6 })
  })

  it('leaves the core as it is, to the letter', SLOW, () => {
    const [whole] = synthesized(shop, 'prod')
    const [less] = synthesized(without(shop, 'billing'), 'prod')
    expect(less?.resources.filter(unlessDashboard)).toEqual(whole?.resources.filter(unlessDashboard))
  })
})

describe('a topic that is added or removed', () => {
  it('changes of the others only who may publish, in any topology', SLOW, () => {
    const property = fc.property(anyTopology, fc.constantFrom('dev', 'prod'), (topology, stage) => {
      const topics = { ...topology.topics, 'one-more': Object.values(topology.topics)[0] ?? { events: {} } }
      const before = synthesized(topology, stage)
      const after = synthesized({ ...topology, topics }, stage)
      const mayChange = ({ id }: Resource) =>
        /^((PublishingPublish|CanaryFunction|Desk)RoleDefault|Canary(Ordered)?Queue)Policy/.test(id)
      for (const { id } of added(before, after, mayChange)) expect(plain(id)).toContain('onemore')
    })
    fc.assert(property, { numRuns: 6 })
  })
})
