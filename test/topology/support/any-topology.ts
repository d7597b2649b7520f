import fc from 'fast-check'
import * as z from 'zod'
import type {
  EventDefinition,
  SubscriptionDefinition,
  TopicDefinition,
  Topology,
} from '../../../lib/topology/types.ts'

const schema = fc.constantFrom<z.ZodType>(
  z.unknown(),
  z.object({ key: z.string(), count: z.int().optional() }),
  z.array(z.union([z.string(), z.null()])),
)
const definition: fc.Arbitrary<EventDefinition> = fc.oneof(
  fc.record({ schema, summary: fc.string() }, { requiredKeys: ['schema'] }),
  fc
    .dictionary(fc.integer({ min: 1, max: 999 }).map(String), schema, { minKeys: 1, maxKeys: 3 })
    .map((versions) => ({ versions })),
)
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z][a-z0-9]{0,8})?$/)
const names = (minLength: number, maxLength: number) => fc.uniqueArray(name, { minLength, maxLength })

const topic: fc.Arbitrary<TopicDefinition> = fc.record(
  {
    events: fc.dictionary(
      name.map((type) => `event.${type}`),
      definition,
      { minKeys: 1, maxKeys: 4 },
    ),
    ordered: fc.boolean(),
    partitionKey: fc.constant('/key'),
    attributes: names(0, 5).map((keys) => Object.fromEntries(keys.map((key) => [`x-${key}`, `/${key}`]))),
  },
  { requiredKeys: ['events'] },
)

/** A subscription within every limit. Ordered topics leave less time, since their messages come back more often. */
function subscriptionTo(topics: Readonly<Record<string, TopicDefinition>>, to: string) {
  const { events, ordered = false, attributes = {} } = topics[to] as TopicDefinition
  const filter = fc
    .subarray(Object.keys(attributes).slice(0, 3))
    .map((keys) => Object.fromEntries(keys.map((key) => [key, ['one', { prefix: 'two' }]])))
  const rest: fc.Arbitrary<Partial<SubscriptionDefinition>> = fc.record(
    {
      events: fc.subarray(Object.keys(events), { minLength: 1 }),
      filter,
      group: fc.constantFrom('main', 'other'),
      timeoutSeconds: fc.integer({ min: 1, max: ordered ? 50 : 400 }),
      memoryMegabytes: fc.integer({ min: 128, max: 10_240 }),
      batchSize: fc.integer({ min: 1, max: 10 }),
      batchWindowSeconds: fc.integer({ min: 0, max: ordered ? 0 : 300 }),
      maximumConcurrency: fc.integer({ min: 2, max: 1_000 }),
      publishes: fc.subarray(Object.keys(topics)),
      environment: fc.constantFrom({}, { PROVIDER_URL: 'https://provider.example.com' }),
    },
    { requiredKeys: [] },
  )
  const tables = fc.subarray(['shelf', 'stock', 'order-status'])
  return fc.tuple(rest, tables).map(
    ([definition, named]): SubscriptionDefinition => ({
      topic: to,
      ...definition,
      // A table is of one group.
      tables: Object.fromEntries(
        named.map((table) => [`${definition.group ?? 'main'}-${table}`, { partitionKey: 'pk' }]),
      ),
    }),
  )
}

/** Topologies that must be accepted, with up to three topics and four subscriptions. */
export const anyTopology: fc.Arbitrary<Topology> = fc
  .tuple(
    name.filter(({ length }) => length <= 17),
    names(1, 3),
    names(1, 4),
  )
  .chain(([bus, topicNames, subscriptionNames]) =>
    fc
      .tuple(...topicNames.map(() => topic))
      .map((definitions) => Object.fromEntries(topicNames.map((key, index) => [key, definitions[index]])))
      .chain((given) => {
        const topics = given as Record<string, TopicDefinition>
        const any = fc.constantFrom(...topicNames).chain((to) => subscriptionTo(topics, to))
        return fc.tuple(...subscriptionNames.map(() => any)).map((definitions) => ({
          name: bus,
          topics,
          subscriptions: Object.fromEntries(
            subscriptionNames.map((key, index) => [key, definitions[index] as SubscriptionDefinition]),
          ),
        }))
      }),
  )
