import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { topology as shop } from '#topology'
import { TopologyError } from '../../lib/topology/topology-error.ts'
import type { SubscriptionDefinition, TopicDefinition, Topology } from '../../lib/topology/types.ts'
import { validateTopology } from '../../lib/topology/validate-topology.ts'
import { anyTopology } from './support/any-topology.ts'

const schema = z.object({ orderId: z.string() })
const events = { 'order.placed': { schema }, 'order.cancelled': { schema } }
const VALID: Topology = {
  name: 'shop',
  topics: { orders: { events, attributes: { currency: '/currency' } }, payments: { events, ordered: true } },
  subscriptions: { billing: { topic: 'orders' } },
}

const withBilling = (change: object): Topology => ({
  ...VALID,
  subscriptions: { billing: { topic: 'orders', ...change } as SubscriptionDefinition },
})
const withOrders = (change: object): Topology => ({
  ...VALID,
  topics: { ...VALID.topics, orders: { events, ...change } as TopicDefinition },
})
const named = (count: number) => Array.from({ length: count }, (_, index) => `name-${index}`)

function mistakesOf(topology: unknown): readonly string[] {
  try {
    validateTopology(topology as Topology)
    return []
  } catch (error) {
    if (error instanceof TopologyError) return error.mistakes
    throw error
  }
}

/** What is wrong, the topology, and the whole sentence: what was given, what is allowed and how to mend it. */
type Case = readonly [mistake: string, topology: unknown, sentence: string]

const REFERENCES: readonly Case[] = [
  [
    'an unknown topic',
    withBilling({ topic: 'order' }),
    "subscriptions.billing.topic: 'order' is not a topic. Known: orders, payments.",
  ],
  [
    'an unknown event type',
    withBilling({ events: ['order.placed', 'order.sent'] }),
    "subscriptions.billing.events: 'order.sent' is not an event of 'orders'. Known: order.placed, order.cancelled.",
  ],
  [
    'no event type at all',
    withBilling({ events: [] }),
    'subscriptions.billing.events: is empty, so nothing would ever arrive. Name event types, or leave it out for all.',
  ],
  [
    'an unknown topic to publish to',
    withBilling({ publishes: ['refunds'] }),
    "subscriptions.billing.publishes: 'refunds' is not a topic. Known: orders, payments.",
  ],
]

const TOPICS: readonly Case[] = [
  [
    'no topic',
    { name: 'shop', topics: {}, subscriptions: {} },
    'topics: is empty. Declare at least one topic with its events.',
  ],
  [
    'a topic without events',
    withOrders({ events: {}, attributes: {} }),
    'topics.orders.events: is empty. Declare at least one event type with its schema.',
  ],
  [
    'an event type that is no name',
    withOrders({ events: { 'order placed': { schema } } }),
    "topics.orders.events: 'order placed' cannot be an event type. Use 1 to 150 letters, digits, dots, hyphens and underscores, a letter first.",
  ],
  [
    'an event type with a schema and versions',
    withOrders({ events: { 'order.placed': { schema, versions: { 2: schema } } } }),
    'topics.orders.events.order.placed: has both schema and versions. Make the schema version 1: versions: { 1: …, 2: … }.',
  ],
  [
    'an event type without a version',
    withOrders({ events: { 'order.placed': { versions: {} } } }),
    'topics.orders.events.order.placed.versions: is empty. Give a zod schema for each version: { 1: …, 2: … }.',
  ],
  ...['v1', '0', '01', '1.5', '1000', '-1'].map(
    (version): Case => [
      `version '${version}'`,
      withOrders({ events: { 'order.placed': { versions: { [version]: schema } } } }),
      `topics.orders.events.order.placed.versions: '${version}' cannot be a version. Count them: 1 to 999.`,
    ],
  ),
  [
    'a version of another kind',
    withOrders({ events: { 'order.placed': { versions: { 1: { type: 'object' } } } } }),
    'topics.orders.events.order.placed.versions.1: is {"type":"object"}. Give a zod schema.',
  ],
  [
    'more than five declared attributes',
    withOrders({ attributes: Object.fromEntries(named(6).map((name) => [name, '/a'])) }),
    'topics.orders.attributes: has 6, at most 5 are allowed, since SNS drops a message with more than ten. Keep those that a filter uses.',
  ],
  [
    'an attribute that SNS would refuse',
    withOrders({ attributes: { 'order.id': '/orderId' } }),
    "topics.orders.attributes: 'order.id' cannot be a message attribute. Use 1 to 64 letters, digits, hyphens and underscores, a letter first.",
  ],
  [
    'an attribute that every message has',
    withOrders({ attributes: { source: '/source' } }),
    "topics.orders.attributes: 'source' is set on every message already. Leave it out; filter on it as it is.",
  ],
  [
    'an attribute that a dead letter adds',
    withOrders({ attributes: { cause: '/cause' } }),
    "topics.orders.attributes: 'cause' is what a dead letter adds. Choose another name.",
  ],
  [
    'an attribute that the canary carries',
    withOrders({ attributes: { 'omnibus-canary': '/canary' } }),
    "topics.orders.attributes: 'omnibus-canary' is what tells the canary from events. Choose another name.",
  ],
  [
    'an attribute that points nowhere',
    withOrders({ attributes: { currency: 'currency' } }),
    "topics.orders.attributes.currency: 'currency' is not a JSON Pointer into data. Write it like '/orderId' (RFC 6901).",
  ],
  [
    'a partition key that points nowhere',
    withOrders({ partitionKey: '$.orderId' }),
    "topics.orders.partitionKey: '$.orderId' is not a JSON Pointer into data. Write it like '/orderId' (RFC 6901).",
  ],
]

const LIMITS: readonly Case[] = [
  [
    'no time',
    withBilling({ timeoutSeconds: 0 }),
    'subscriptions.billing.timeoutSeconds: is 0. Lambda allows whole numbers from 1 to 900.',
  ],
  [
    'half a second',
    withBilling({ timeoutSeconds: 1.5 }),
    'subscriptions.billing.timeoutSeconds: is 1.5. Lambda allows whole numbers from 1 to 900.',
  ],
  [
    'too little memory',
    withBilling({ memoryMegabytes: 127 }),
    'subscriptions.billing.memoryMegabytes: is 127. Lambda allows whole numbers from 128 to 10240.',
  ],
  [
    'an empty batch',
    withBilling({ batchSize: 0 }),
    'subscriptions.billing.batchSize: is 0. Lambda allows whole numbers from 1 to 10000.',
  ],
  [
    'a batch of more than 10 without a window',
    withBilling({ batchSize: 11 }),
    'subscriptions.billing.batchSize: 11 is more than 10, for which Lambda wants a window. Set batchWindowSeconds to 1 or more.',
  ],
  [
    'a batch of more than 10 from an ordered topic',
    withBilling({ topic: 'payments', batchSize: 11 }),
    'subscriptions.billing.batchSize: is 11. An ordered topic allows whole numbers from 1 to 10.',
  ],
  [
    'a window too long',
    withBilling({ batchWindowSeconds: 301 }),
    'subscriptions.billing.batchWindowSeconds: is 301. Lambda allows whole numbers from 0 to 300.',
  ],
  [
    'a window on an ordered topic',
    withBilling({ topic: 'payments', batchWindowSeconds: 1 }),
    'subscriptions.billing.batchWindowSeconds: is 1, but an ordered topic allows no window: Lambda has none on FIFO queues. Leave it out.',
  ],
  [
    'concurrency below what SQS can hold to',
    withBilling({ maximumConcurrency: 1 }),
    'subscriptions.billing.maximumConcurrency: is 1. Lambda allows whole numbers from 2 to 1000.',
  ],
  [
    'visibility below six timeouts and the window',
    withBilling({ timeoutSeconds: 10, batchWindowSeconds: 5, visibilityTimeoutSeconds: 64 }),
    'subscriptions.billing.visibilityTimeoutSeconds: is 64. It must be at least 6 × the timeout plus the window: 65. Raise it, or leave it out.',
  ],
  [
    'visibility in fractions of a second',
    withBilling({ visibilityTimeoutSeconds: 180.5 }),
    'subscriptions.billing.visibilityTimeoutSeconds: is 180.5. SQS allows whole numbers from 0 to 43200.',
  ],
  [
    'visibility so long that the queue forgets first',
    withBilling({ visibilityTimeoutSeconds: 3_025 }),
    "subscriptions.billing: a visibility timeout of 3025 s × 100 receives could outlast the queue's retention. At most 3024 s is allowed: lower it, or leave it out.",
  ],
  [
    'a timeout so long that the queue forgets first',
    withBilling({ timeoutSeconds: 500, batchWindowSeconds: 60 }),
    "subscriptions.billing: a visibility timeout of 3060 s × 100 receives could outlast the queue's retention. At most 3024 s is allowed: lower timeoutSeconds to 494 or less.",
  ],
  [
    'the same on an ordered topic, whose messages come back more often',
    withBilling({ topic: 'payments', timeoutSeconds: 51 }),
    "subscriptions.billing: a visibility timeout of 306 s × 1000 receives could outlast the queue's retention. At most 302 s is allowed: lower timeoutSeconds to 50 or less.",
  ],
]

const RETRIES: readonly Case[] = [
  [
    'no attempt',
    withBilling({ retry: { maxAttempts: 0 } }),
    'subscriptions.billing.retry.maxAttempts: is 0. The redrive policy allows whole numbers from 1 to 50.',
  ],
  [
    'more attempts than the redrive policy lets through',
    withBilling({ retry: { maxAttempts: 51 } }),
    'subscriptions.billing.retry.maxAttempts: is 51. The redrive policy allows whole numbers from 1 to 50.',
  ],
  [
    'more on an ordered topic, where each takes a receive of those behind it',
    withBilling({ topic: 'payments', batchSize: 7, retry: { maxAttempts: 143, maxDelaySeconds: 60 } }),
    'subscriptions.billing.retry.maxAttempts: is 143. The redrive policy allows whole numbers from 1 to 142.',
  ],
  [
    'a delay longer than SQS can hide a message',
    withBilling({ retry: { maxAttempts: 2, maxDelaySeconds: 43_201 } }),
    'subscriptions.billing.retry.maxDelaySeconds: is 43201. SQS allows whole numbers from 0 to 43200.',
  ],
  [
    'a delay of less than nothing',
    withBilling({ retry: { minDelaySeconds: -1 } }),
    'subscriptions.billing.retry.minDelaySeconds: is -1. SQS allows whole numbers from 0 to 43200.',
  ],
  [
    'a least delay above the greatest',
    withBilling({ retry: { minDelaySeconds: 60, maxDelaySeconds: 30 } }),
    'subscriptions.billing.retry: minDelaySeconds (60) is more than maxDelaySeconds (30). Raise the latter.',
  ],
  [
    'a least delay above the default greatest',
    withBilling({ retry: { minDelaySeconds: 301 } }),
    'subscriptions.billing.retry: minDelaySeconds (301) is more than maxDelaySeconds (300). Raise the latter.',
  ],
  [
    'attempts so far apart that the queue forgets first',
    withBilling({ retry: { maxAttempts: 9, minDelaySeconds: 43_200, maxDelaySeconds: 43_200 } }),
    'subscriptions.billing.retry: 9 attempts can wait 345600 s in all, too long for a queue that keeps a message 604800 s. At most 302400 s is allowed: lower maxAttempts or maxDelaySeconds.',
  ],
]

const filtered = (filter: unknown, more: object = {}) => withBilling({ filter, ...more })

const FILTERS: readonly Case[] = [
  [
    'an attribute that no message carries',
    filtered({ country: ['CH'] }),
    "subscriptions.billing.filter.country: no message of 'orders' carries this attribute, so the filter can never match. Known: type, source, subject, currency. Declare it under topics.orders.attributes.",
  ],
  [
    'no value',
    filtered({ currency: [] }),
    'subscriptions.billing.filter.currency: is empty, so the filter can never match. Give at least one value.',
  ],
  [
    'a number, where attributes are text',
    filtered({ currency: [756] }),
    "subscriptions.billing.filter.currency: 756 can never match, since attributes are text. Write '756'.",
  ],
  [
    'a comparison of numbers',
    filtered({ currency: [{ numeric: ['>', 5] }] }),
    "subscriptions.billing.filter.currency: 'numeric' can never match, since attributes are text. Compare it in the handler.",
  ],
  [
    'an operator that SNS lacks',
    filtered({ currency: [{ regex: '^C' }] }),
    "subscriptions.billing.filter.currency: 'regex' is not an operator. Allowed, one a condition: anything-but, cidr, equals-ignore-case, exists, prefix, suffix, wildcard.",
  ],
  [
    'two operators in one condition',
    filtered({ currency: [{ prefix: 'C', suffix: 'F' }] }),
    "subscriptions.billing.filter.currency: 'prefix' with 'suffix' is not an operator. Allowed, one a condition: anything-but, cidr, equals-ignore-case, exists, prefix, suffix, wildcard.",
  ],
  [
    'the absence of what every event has',
    filtered({ source: [{ exists: false }] }),
    "subscriptions.billing.filter.source: every event has a source, so 'exists: false' can never match. Leave it out.",
  ],
  [
    'a type that the topic does not have',
    filtered({ type: ['order.sent', { prefix: 'payment.' }] }),
    'subscriptions.billing.filter.type: "order.sent", {"prefix":"payment."} can never match. Events of \'orders\': order.placed, order.cancelled.',
  ],
  [
    'types twice',
    filtered({ type: ['order.placed'] }, { events: ['order.placed'] }),
    "subscriptions.billing.filter.type: repeats 'events'. Keep one of the two.",
  ],
  [
    'more than 150 combinations',
    filtered({ currency: named(76), source: ['a', 'b'] }),
    'subscriptions.billing.filter: has 152 combinations of values. SNS allows 150 in one policy: name fewer values, or use a prefix.',
  ],
  [
    'more than 150 combinations with the event types',
    filtered({ source: named(151) }, { events: ['order.placed'] }),
    'subscriptions.billing.filter: has 151 combinations of values. SNS allows 150 in one policy: name fewer values, or use a prefix.',
  ],
  [
    'more than five attributes',
    {
      ...withOrders({ attributes: { a: '/a', b: '/b', c: '/c', d: '/d', e: '/e' } }),
      subscriptions: {
        billing: {
          topic: 'orders',
          events: ['order.placed'],
          filter: { a: ['1'], b: ['1'], c: ['1'], d: ['1'], e: ['1'] },
        },
      },
    },
    'subscriptions.billing.filter: uses 6 attributes. SNS allows 5 in one policy: drop one, or decide in the handler.',
  ],
]

const NAMING =
  "Use 1 to 40 lower-case letters and digits; hyphens join words that begin with a letter, as in 'order-status'."
const BAD_NAMES = ['', 'Orders', '1st', 'a_b', 'a--b', 'a-', 'a-1', 'a.b', 'é', `a${'b'.repeat(40)}`]
const keyed = (partitionKey: string, sortKey?: string) => ({
  partitionKey,
  ...(sortKey !== undefined && { sortKey }),
})

const NEEDS: readonly Case[] = [
  [
    'a variable in lower case',
    withBilling({ environment: { 'provider-url': 'x' } }),
    "subscriptions.billing.environment: 'provider-url' cannot be a variable. Use capitals, digits and underscores, a capital first.",
  ],
  ...['AWS_REGION', 'LAMBDA_TASK_ROOT', 'OMNIBUS_STAGE'].map(
    (variable): Case => [
      `the variable ${variable}`,
      withBilling({ environment: { [variable]: 'x' } }),
      `subscriptions.billing.environment: '${variable}' is reserved for Lambda or Omnibus. Choose a name of your own.`,
    ],
  ),
  [
    'an environment that would outgrow Lambda',
    withBilling({ environment: { TEXT: 'é'.repeat(1_023) } }),
    'subscriptions.billing.environment: takes 2050 bytes. At most 2048 are allowed: keep the bulk in a module or a table.',
  ],
  [
    'one attribute as both keys of a table',
    withBilling({ tables: { stock: keyed('sku', 'sku') } }),
    "subscriptions.billing.tables.stock: has 'sku' as both keys. DynamoDB wants two attributes: rename one, or leave sortKey out.",
  ],
  [
    'a key without a name',
    withBilling({ tables: { stock: keyed('') } }),
    "subscriptions.billing.tables.stock: '' cannot be a key. Use 1 to 255 characters.",
  ],
  [
    'one table with two key schemas',
    {
      ...VALID,
      subscriptions: {
        billing: { topic: 'orders', tables: { stock: keyed('sku') } },
        audit: { topic: 'orders', tables: { stock: keyed('sku', 'at') } },
      },
    },
    "subscriptions.audit.tables.stock: has other keys than the table of the same name of 'billing'. Give both the same keys, or other names.",
  ],
  [
    'one table in two groups',
    {
      ...VALID,
      subscriptions: {
        billing: { topic: 'orders', tables: { stock: keyed('sku') } },
        audit: { topic: 'orders', group: 'audit', tables: { stock: keyed('sku') } },
      },
    },
    "subscriptions.audit.tables.stock: is shared with 'billing', which is in group 'main', not 'audit'. Put both in one group: a table belongs to one stack.",
  ],
  [
    'a group with the name of the stack of the canary',
    { ...VALID, subscriptions: { billing: { topic: 'orders', group: 'canary' } } },
    "subscriptions.billing.group: 'canary' is the name of the stack of the canary. Choose another name.",
  ],
  [
    "a group with the name of the stack of the operator's desk",
    { ...VALID, subscriptions: { billing: { topic: 'orders', group: 'console' } } },
    "subscriptions.billing.group: 'console' is the name of the stack of the operator's desk. Choose another name.",
  ],
]

const ALLOWED_SETTINGS =
  'topic, events, filter, handler, group, timeoutSeconds, memoryMegabytes, visibilityTimeoutSeconds, batchSize, batchWindowSeconds, maximumConcurrency, retry, publishes, tables, environment'

const SHAPES: readonly Case[] = [
  ['nothing', undefined, 'topology: is missing. Give an object.'],
  ['no subscriptions', { name: 'shop', topics: VALID.topics }, 'subscriptions: is missing. Give an object.'],
  [
    'a setting that does not exist',
    withBilling({ timeout: 10 }),
    `subscriptions.billing: 'timeout' is not known here. Allowed: ${ALLOWED_SETTINGS}. Mend the spelling, or leave it out.`,
  ],
  [
    'a setting of a retry policy that does not exist',
    withBilling({ retry: { attempts: 3 } }),
    "subscriptions.billing.retry: 'attempts' is not known here. Allowed: maxAttempts, minDelaySeconds, maxDelaySeconds. Mend the spelling, or leave it out.",
  ],
  [
    'another word than those of a choice',
    { ...VALID, ledger: { batching: 'both' } },
    "ledger.batching: is \"both\". Give 'item' or 'partiql'.",
  ],
  [
    'a number as text',
    withBilling({ timeoutSeconds: '10' }),
    'subscriptions.billing.timeoutSeconds: is "10". Give a number.',
  ],
  [
    'one value where a filter has a list',
    filtered({ currency: 'CHF' }),
    'subscriptions.billing.filter.currency: is "CHF". Give a list.',
  ],
  [
    'a variable that is not text',
    withBilling({ environment: { RETRIES: 3 } }),
    'subscriptions.billing.environment.RETRIES: is 3. Give a text.',
  ],
  [
    'an event without a schema',
    withOrders({ events: { 'order.placed': {} } }),
    'topics.orders.events.order.placed.schema: is missing. Give a zod schema, or several in versions: { 1: …, 2: … }.',
  ],
  [
    'an event with a schema of another kind',
    withOrders({ events: { 'order.placed': { schema: { type: 'object' } } } }),
    'topics.orders.events.order.placed.schema: is {"type":"object"}. Give a zod schema.',
  ],
]

const KINDS = { REFERENCES, TOPICS, LIMITS, RETRIES, FILTERS, NEEDS, SHAPES }

describe('validateTopology', () => {
  it('accepts the example, and the base of the cases below', () => {
    expect(mistakesOf(shop)).toEqual([])
    expect(mistakesOf(VALID)).toEqual([])
  })

  it('accepts any topology within the limits', () => {
    fc.assert(fc.property(anyTopology, (topology) => void expect(mistakesOf(topology)).toEqual([])))
  })

  it.each<[string, object]>([
    ['a timeout of 504 s', { timeoutSeconds: 504 }],
    ['a batch of 10,000 with a window', { batchSize: 10_000, batchWindowSeconds: 1 }],
    ['50 attempts', { retry: { maxAttempts: 50, maxDelaySeconds: 60 } }],
    [
      '1,000 on an ordered topic, one event at a time',
      { topic: 'payments', batchSize: 1, retry: { maxAttempts: 1_000, maxDelaySeconds: 60 } },
    ],
    [
      'seven waits of twelve hours',
      { retry: { maxAttempts: 8, minDelaySeconds: 43_200, maxDelaySeconds: 43_200 } },
    ],
    ['150 combinations', { filter: { currency: named(75), source: ['a', 'b'] } }],
    [
      'a filter of every operator',
      { filter: { subject: [{ exists: false }, { prefix: 'a' }, { suffix: 'z' }] } },
    ],
    ['all types by prefix', { filter: { type: [{ prefix: 'order.' }] } }],
    ['a topic to publish to', { publishes: ['payments', 'orders'] }],
  ])('accepts the extreme: %s', (_what, change) => {
    expect(mistakesOf(withBilling(change))).toEqual([])
  })

  describe.each(Object.entries(KINDS))('%s', (_kind, cases) => {
    it.each(cases)('rejects %s', (_mistake, topology, sentence) => {
      expect(mistakesOf(topology)).toEqual([sentence])
    })
  })

  it('rejects a name of the bus that leaves no room in the name of a bucket', () => {
    expect(mistakesOf({ ...VALID, name: 'b'.repeat(17) })).toEqual([])
    expect(mistakesOf({ ...VALID, name: 'b'.repeat(18) })).toEqual([
      "name: 'bbbbbbbbbbbbbbbbbb' has 18 characters, at most 17 are allowed, since the name of a bucket begins with it. Choose a shorter one.",
    ])
  })

  it.each([262_143, 1_048_577, 300_000.5])('rejects %d as the size of a message', (maximumMessageSize) => {
    const topics = {
      ...VALID.topics,
      wide: { events: { 'a.b': { schema: z.unknown() } }, maximumMessageSize },
    }
    expect(mistakesOf({ ...VALID, topics })).toEqual([
      `topics.wide.maximumMessageSize: is ${maximumMessageSize}, but must be a whole number of bytes from 262144 to 1048576. Leave it out for 262144; the data of larger events goes through S3 in any case.`,
    ])
  })

  it('rejects larger messages on a topic with more subscriptions than SNS allows then', () => {
    const wide = { events: { 'a.b': { schema: z.unknown() } }, maximumMessageSize: 262_145 }
    const listening = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}`, { topic: 'wide' }]))
    const bus = (count: number) => ({ name: 'bus', topics: { wide }, subscriptions: listening(count) })
    expect(mistakesOf(bus(100))).toEqual([])
    expect(mistakesOf(bus(101))).toEqual([expect.stringContaining('has 101 subscriptions; SNS allows 100')])
  })

  it.each(BAD_NAMES)("rejects '%s' as the name of anything", (name) => {
    const table = { partitionKey: 'id' }
    const renamed: Topology = {
      name,
      topics: { ...VALID.topics, [name]: { events } },
      subscriptions: {
        [name]: { topic: 'orders' },
        billing: { topic: 'orders', group: name, tables: { [name]: table } },
      },
    }
    const places = [
      'name',
      `topics.${name}`,
      `subscriptions.${name}`,
      'subscriptions.billing.group',
      `subscriptions.billing.tables.${name}`,
    ]
    const sentences = places.map((place) => `${place}: '${name}' cannot be a name. ${NAMING}`)
    expect(mistakesOf(renamed).toSorted()).toEqual(sentences.toSorted())
  })

  it.each(['https://shop.example.com', 'http://localhost:5173', 'http://[::1]'])(
    'accepts the origin %s of a page',
    (origin) => {
      expect(mistakesOf({ ...VALID, browserOrigins: [origin] })).toEqual([])
    },
  )

  it.each([
    '*',
    'null',
    'shop.example.com',
    'https://shop.example.com/',
    'https://shop.example.com:443',
    'https://Shop.example.com',
    'https://*.example.com',
    'file:///index.html',
  ])("rejects '%s' as the origin of a page", (origin) => {
    expect(mistakesOf({ ...VALID, browserOrigins: [origin] })).toEqual([
      `browserOrigins: '${origin}' is not the origin of a page. Write scheme, host and port as browsers do, like 'https://shop.example.com' or 'http://localhost:5173'.`,
    ])
  })

  it('lists all mistakes together, with their number', () => {
    const topology = withBilling({ timeout: 5, timeoutSeconds: 0, batchSize: 0, events: ['order.sent'] })
    const mistakes = mistakesOf(topology)
    expect(mistakes).toHaveLength(4)
    expect(() => validateTopology(topology)).toThrow(
      `The topology has 4 mistakes:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`,
    )
  })
})
