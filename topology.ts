// As a namespace: of `{ z }`, the functions' bundles would hold all of zod, five times as much, at every cold start.
import * as z from 'zod'
import { defineTopology } from './lib/topology/index.ts'

const sku = z.string().min(1).max(64)
const orderId = z.string().min(1).max(64)
/** In the smallest unit of the currency, so that no sum is ever rounded. */
const amount = z.int().nonnegative()

const order = z.object({
  orderId,
  customerId: z.string().min(1).max(64).meta({ sensitive: true }),
  currency: z.string().length(3),
  lines: z
    .array(z.object({ sku, quantity: z.int().positive(), unitPrice: amount }))
    .min(1)
    .max(90),
})
const payment = z.object({ orderId, amount, currency: z.string().length(3) })

/**
 * The one declaration of the bus. This one is an online shop; make it yours.
 * Stacks, permissions, validation at publish, the consumers' types and the local run are all read from it.
 */
export const topology = defineTopology({
  name: 'omnibus',
  home: 'examples/shop/home.ts',

  topics: {
    orders: {
      events: {
        'order.placed': { summary: 'A customer placed an order.', schema: order },
        'order.cancelled': {
          summary: 'An order was called off.',
          schema: z.object({ orderId, reason: z.string().max(500).optional() }),
        },
      },
      attributes: { currency: '/currency' },
    },
    stock: {
      events: {
        'stock.received': {
          summary: 'Goods arrived at the warehouse.',
          schema: z.object({ sku, quantity: z.int().positive() }),
        },
      },
    },
    payments: {
      ordered: true,
      partitionKey: '/orderId',
      events: {
        'payment.captured': { summary: 'The provider took the money.', schema: payment },
        'payment.failed': {
          summary: 'The provider declined.',
          schema: payment.extend({ reason: z.string().max(500) }),
        },
      },
    },
  },

  subscriptions: {
    inventory: {
      topic: 'orders',
      events: ['order.placed'],
      timeoutSeconds: 10,
      tables: { stock: { partitionKey: 'sku' } },
    },
    restock: {
      topic: 'stock',
      timeoutSeconds: 10,
      tables: { stock: { partitionKey: 'sku' } },
    },
    billing: {
      topic: 'orders',
      events: ['order.placed'],
      timeoutSeconds: 20,
      publishes: ['payments'],
      environment: { PAYMENT_PROVIDER_URL: 'https://payments.example.com' },
    },
    notifications: {
      topic: 'payments',
      timeoutSeconds: 10,
      tables: { 'order-status': { partitionKey: 'orderId' } },
    },
  },
})
