import { describe, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import type { topology as shop } from '#topology'
import type { NewEventOf } from '../../lib/client/index.ts'
import type { Handlers } from '../../lib/messaging/consume/handler.ts'
import { defineTopology } from '../../lib/topology/index.ts'
import type {
  EventData,
  EventType,
  EventTypeOf,
  PublishedTopicOf,
  SubscriptionName,
  TablesOf,
  TopicName,
  TopicOf,
  VersionOf,
} from '../../lib/topology/types.ts'

type Shop = typeof shop
type Failed = { orderId: string; amount: number; currency: string; reason: string }

/** Checked by `tsc`: what must not compile stands under @ts-expect-error, which fails when it does compile. */
function handlersOf<S extends SubscriptionName<Shop>>(
  _subscription: S,
  handlers: Handlers<Shop, S>,
): unknown {
  return handlers
}
const nothing = async (): Promise<void> => {}

describe('the types of a topology', () => {
  it('know its names', () => {
    expectTypeOf<TopicName<Shop>>().toEqualTypeOf<'orders' | 'stock' | 'payments'>()
    expectTypeOf<SubscriptionName<Shop>>().toEqualTypeOf<
      'inventory' | 'restock' | 'billing' | 'notifications'
    >()
    expectTypeOf<EventType<Shop, 'orders'>>().toEqualTypeOf<'order.placed' | 'order.cancelled'>()
  })

  it('know what an event holds, by its schema', () => {
    expectTypeOf<EventData<Shop, 'stock', 'stock.received'>>().toEqualTypeOf<{
      sku: string
      quantity: number
    }>()
    expectTypeOf<EventData<Shop, 'payments', 'payment.failed'>>().toEqualTypeOf<Failed>()
  })

  it('know what a subscription receives: the chosen event types, or all of the topic', () => {
    expectTypeOf<TopicOf<Shop, 'notifications'>>().toEqualTypeOf<'payments'>()
    expectTypeOf<EventTypeOf<Shop, 'inventory'>>().toEqualTypeOf<'order.placed'>()
    expectTypeOf<EventTypeOf<Shop, 'notifications'>>().toEqualTypeOf<'payment.captured' | 'payment.failed'>()
  })

  it('know what a handler may use', () => {
    expectTypeOf<TablesOf<Shop, 'notifications'>>().toEqualTypeOf<{ readonly 'order-status': string }>()
    expectTypeOf<PublishedTopicOf<Shop, 'billing'>>().toEqualTypeOf<'payments'>()
    expectTypeOf<PublishedTopicOf<Shop, 'inventory'>>().toEqualTypeOf<never>()
  })
})

describe('the handlers of a consumer', () => {
  it('are one for each event type, none missing', () => {
    handlersOf('notifications', { 'payment.captured': nothing, 'payment.failed': nothing })
    // @ts-expect-error 'payment.failed' is missing
    handlersOf('notifications', { 'payment.captured': nothing })
  })

  it('are none too many', () => {
    // @ts-expect-error the subscription leaves 'order.cancelled' out
    handlersOf('inventory', { 'order.placed': nothing, 'order.cancelled': nothing })
  })

  it('belong to a subscription that there is', () => {
    // @ts-expect-error there is no such subscription
    handlersOf('shipping', {})
  })

  it('see the data of their event', () => {
    handlersOf('restock', {
      'stock.received': async ({ type, data }) => {
        expectTypeOf(type).toEqualTypeOf<'stock.received'>()
        expectTypeOf(data).toEqualTypeOf<{ sku: string; quantity: number }>()
        // @ts-expect-error an order has lines, goods have none
        void data.lines
      },
    })
  })

  it('see the tables and variables of their subscription, and no others', () => {
    handlersOf('billing', {
      'order.placed': async (_event, { env, tables }) => {
        expectTypeOf(env).toEqualTypeOf<{ readonly PAYMENT_PROVIDER_URL: string }>()
        // @ts-expect-error billing declares no table
        void tables.stock
      },
    })
    handlersOf('inventory', {
      'order.placed': async (_event, { env, tables }) => {
        expectTypeOf(tables).toEqualTypeOf<{ readonly stock: string }>()
        // @ts-expect-error inventory declares no variable
        void env.PAYMENT_PROVIDER_URL
      },
    })
  })

  it('publish to the topics of their subscription, with data that the schema takes', () => {
    const payment = { orderId: 'o-1', amount: 5, currency: 'CHF' }
    handlersOf('billing', {
      'order.placed': async (_event, { publish }) => {
        await publish({ topic: 'payments', type: 'payment.captured', data: payment })
        // @ts-expect-error a failed payment has a reason
        await publish({ topic: 'payments', type: 'payment.failed', data: payment })
        // @ts-expect-error no event of 'payments'
        await publish({ topic: 'payments', type: 'order.placed', data: payment })
        // @ts-expect-error billing does not publish to 'stock'
        await publish({ topic: 'stock', type: 'stock.received', data: { sku: 'a', quantity: 1 } })
      },
    })
    handlersOf('inventory', {
      'order.placed': async (_event, { publish }) => {
        // @ts-expect-error inventory publishes nothing
        await publish({ topic: 'payments', type: 'payment.captured', data: payment })
      },
    })
  })
})

const versioned = defineTopology({
  name: 'versioned',
  topics: {
    orders: {
      events: {
        placed: { versions: { 2: z.object({ price: z.number() }), 3: z.object({ price: z.string() }) } },
        sent: { schema: z.object({ price: z.boolean() }) },
      },
    },
  },
  subscriptions: { billing: { topic: 'orders', publishes: ['orders'] } },
})
type Versioned = typeof versioned
type Published = NewEventOf<Versioned, 'orders'>

describe('the versions of a schema', () => {
  it('are known by their numbers, and make a union of the data', () => {
    expectTypeOf<VersionOf<Versioned, 'orders', 'placed'>>().toEqualTypeOf<'2' | '3'>()
    expectTypeOf<VersionOf<Versioned, 'orders', 'sent'>>().toEqualTypeOf<'1'>()
    expectTypeOf<EventData<Versioned, 'orders', 'placed'>['price']>().toEqualTypeOf<number | string>()
    expectTypeOf<EventData<Versioned, 'orders', 'placed', '3'>>().toEqualTypeOf<{ price: string }>()
  })

  it('are told apart in a handler', () => {
    const handlers: Handlers<Versioned, 'billing'> = {
      sent: nothing,
      placed: async (event) => {
        expectTypeOf(event.data.price).toEqualTypeOf<number | string>()
        if (event.dataVersion === '2') expectTypeOf(event.data.price).toEqualTypeOf<number>()
        else expectTypeOf(event.data.price).toEqualTypeOf<string>()
      },
    }
    expectTypeOf(handlers.placed).returns.toEqualTypeOf<Promise<void>>()
  })

  it('are named by a producer, but for the oldest', () => {
    const later = 'urn:omnibus:schema:orders:placed:3'
    const events: readonly Published[] = [
      { type: 'placed', data: { price: 1 } },
      { type: 'placed', data: { price: 1 }, dataschema: 'urn:omnibus:schema:orders:placed:2' },
      { type: 'placed', data: { price: '1' }, dataschema: later },
      { type: 'sent', data: { price: true }, dataschema: 'https://example.com/sent.json' },
      // @ts-expect-error a later version must be named
      { type: 'placed', data: { price: '1' } },
      // @ts-expect-error the data is of the oldest
      { type: 'placed', data: { price: 1 }, dataschema: later },
      // @ts-expect-error there is no such version
      { type: 'placed', data: { price: 1 }, dataschema: 'urn:omnibus:schema:orders:placed:4' },
    ]
    expectTypeOf(events).items.toEqualTypeOf<Published>()
  })
})

describe('defineTopology', () => {
  const topics = { orders: { events: { placed: { schema: z.object({}) } } } }
  /** Compiled, never called: what it defines is wrong on purpose. */
  const uncalled = (): unknown[] => [
    // @ts-expect-error no such topic
    defineTopology({ name: 'a', topics, subscriptions: { b: { topic: 'order' } } }),
    // @ts-expect-error no such event
    defineTopology({ name: 'a', topics, subscriptions: { b: { topic: 'orders', events: ['sent'] } } }),
    // @ts-expect-error no such topic to publish to
    defineTopology({ name: 'a', topics, subscriptions: { b: { topic: 'orders', publishes: ['stock'] } } }),
    // @ts-expect-error a number of seconds
    defineTopology({ name: 'a', topics, subscriptions: { b: { topic: 'orders', timeoutSeconds: '5' } } }),
  ]

  it('refuses wrong names and values while one types', () => {
    expectTypeOf(uncalled).returns.toBeArray()
  })

  it('keeps every literal', () => {
    const defined = defineTopology({ name: 'a', topics, subscriptions: { b: { topic: 'orders' } } })
    expectTypeOf(defined.subscriptions.b.topic).toEqualTypeOf<'orders'>()
  })
})
