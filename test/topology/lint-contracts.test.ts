import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { topology as shop } from '#topology'
import { lintContracts } from '../../lib/topology/lint-contracts.ts'
import { publishedSchemas } from '../../lib/topology/published-schemas.ts'
import { TopologyError } from '../../lib/topology/topology-error.ts'
import type { EventDefinition, SubscriptionDefinition, TopicDefinition } from '../../lib/topology/types.ts'
import { topology as large } from '../fixtures/200-subscriptions/topology.ts'
import { topology as webhooks } from '../fixtures/github/topology.ts'

interface Given {
  readonly schema?: z.ZodType
  readonly events?: Readonly<Record<string, EventDefinition>>
  readonly topic?: Partial<TopicDefinition>
  readonly subscription?: Partial<SubscriptionDefinition>
}

function mistakes({ schema = z.unknown(), events, topic, subscription }: Given): readonly string[] {
  const topology = {
    name: 'bus',
    topics: { orders: { events: events ?? { placed: { schema } }, ...topic } },
    subscriptions: { billing: { topic: 'orders', ...subscription } },
  }
  try {
    lintContracts(topology, publishedSchemas(topology))
    return []
  } catch (error) {
    if (error instanceof TopologyError) return error.mistakes
    throw error
  }
}

const filtered = (schema: z.ZodType, region: SubscriptionDefinition['filter']) =>
  mistakes({
    schema,
    topic: { attributes: { region: '/at/region' } },
    subscription: { filter: region ?? {} },
  })
const regions = (...names: [string, ...string[]]) => z.object({ at: z.object({ region: z.enum(names) }) })

it.each(Object.entries({ shop, large, webhooks }))('the %s keeps its contracts', (_name, topology) => {
  expect(() => lintContracts(topology, publishedSchemas(topology))).not.toThrow()
})

describe('a pointer', () => {
  const pointing = (schema: z.ZodType, pointer: string) =>
    mistakes({ schema, topic: { attributes: { x: pointer } } })
  const tree: z.ZodType = z.object({
    name: z.string(),
    get left() {
      return tree.optional()
    },
  })

  it.each<[string, z.ZodType, string]>([
    ['a text', z.object({ a: z.string() }), '/a'],
    ['a number in an object', z.object({ a: z.object({ b: z.int().optional() }) }), '/a/b'],
    ['an item', z.object({ a: z.array(z.string()) }), '/a/0'],
    ['an item of a tuple', z.object({ a: z.tuple([z.int(), z.string()]) }), '/a/1'],
    ['one of several', z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]), '/b'],
    ['a part of both', z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() })), '/b'],
    ['any member', z.record(z.string(), z.string()), '/whatever'],
    ['whatever is there', z.looseObject({}), '/a/b'],
    ['what nobody describes', z.unknown(), '/a/b'],
    ['what it refers to', tree, '/left/left/name'],
    ['an escaped name', z.object({ 'a/b~c': z.string() }), '/a~1b~0c'],
    ['something or nothing', z.object({ a: z.string().nullable() }), '/a'],
  ])('may lead to %s', (_what, schema, pointer) => {
    expect(pointing(schema, pointer)).toEqual([])
  })

  it.each<[string, z.ZodType, string]>([
    ['what no schema names', z.object({ a: z.string() }), '/b'],
    ['an object', z.object({ a: z.object({}) }), '/a'],
    ['a list', z.object({ a: z.array(z.string()) }), '/a'],
    ['what is in a text', z.object({ a: z.string() }), '/a/b'],
    ['nothing', z.object({ a: z.null() }), '/a'],
    ['what must not be there', z.object({ a: z.never() }), '/a'],
    ['what is not in what it refers to', tree, '/left/right'],
  ])('fails when it leads to %s', (_what, schema, pointer) => {
    expect(pointing(schema, pointer)).toEqual([
      `topics.orders.attributes.x: no schema of the topic has a text or number at '${pointer}', so no message would carry the attribute. Mend the pointer or the schema, or leave the attribute out.`,
    ])
  })

  it('needs one event of the topic that has something there, of any version', () => {
    const events = {
      placed: { schema: z.object({}) },
      changed: { versions: { 1: z.object({}), 2: z.object({ b: z.string() }) } },
    }
    expect(
      mistakes({ events, topic: { attributes: { x: '/b' }, partitionKey: '/b', ordered: true } }),
    ).toEqual([])
  })

  it('fails as a partition key that no event has', () => {
    const schema = z.object({ orderId: z.string() })
    expect(mistakes({ schema, topic: { partitionKey: '/order', ordered: true } })).toEqual([
      "topics.orders.partitionKey: no schema of the topic has a text or number at '/order', so every event without a partitionkey of its own would be refused. Mend the pointer or the schema, or leave it out.",
    ])
  })
})

describe('a filter', () => {
  it.each<[NonNullable<SubscriptionDefinition['filter']>[string]]>([
    [['emea']],
    [['nowhere', 'emea']],
    [[{ prefix: 'em' }]],
    [[{ suffix: 'ea' }]],
    [[{ 'equals-ignore-case': 'EMEA' }]],
    [[{ 'anything-but': ['apac'] }]],
    [[{ exists: true }]],
    [[{ exists: false }]],
    [[{ wildcard: 'e*a' }]],
  ])('may be %j where the schema allows that', (conditions) => {
    expect(filtered(regions('emea', 'apac'), { region: conditions })).toEqual([])
  })

  it.each<[NonNullable<SubscriptionDefinition['filter']>[string], string]>([
    [['EMEA', 'us'], '"EMEA", "us"'],
    [[{ prefix: 'x' }], '{"prefix":"x"}'],
    [[{ suffix: 'x' }], '{"suffix":"x"}'],
    [[{ 'equals-ignore-case': 'us' }], '{"equals-ignore-case":"us"}'],
    [[{ 'anything-but': ['emea', 'apac'] }], '{"anything-but":["emea","apac"]}'],
  ])('fails as %j, which no schema allows', (conditions, given) => {
    expect(filtered(regions('emea', 'apac'), { region: conditions })).toEqual([
      `subscriptions.billing.filter.region: ${given} can never match: by their schemas the events of 'billing' have only emea, apac at '/at/region'. Mend the filter or the schema.`,
    ])
  })

  it('is held against the events that the subscription takes, not the others', () => {
    const events = { placed: { schema: regions('emea') }, cancelled: { schema: z.object({}) } }
    const topic = { attributes: { region: '/at/region' } }
    const filter = { region: ['emea'] }
    expect(mistakes({ events, topic, subscription: { events: ['placed'], filter } })).toEqual([])
    expect(mistakes({ events, topic, subscription: { events: ['cancelled'], filter } })).toEqual([
      "subscriptions.billing.filter.region: \"emea\" can never match: by their schemas the events of 'billing' have nothing at '/at/region'. Mend the filter or the schema.",
    ])
  })

  it('on numbers and truths is on their texts', () => {
    const schema = z.object({ at: z.object({ region: z.union([z.literal(7), z.boolean()]) }) })
    expect(filtered(schema, { region: ['7'] })).toEqual([])
    expect(filtered(schema, { region: ['false'] })).toEqual([])
    expect(filtered(schema, { region: ['8'] })).toHaveLength(1)
  })
})
