import * as z from 'zod'
import { defineTopology } from '../../lib/topology/index.ts'

const sku = z.string().min(1).max(64)

const order = z.object({
  orderId: z.string().min(1).max(64),
  customerId: z.string().min(1).max(64),
  currency: z.string().length(3),
  lines: z.array(z.object({ sku, quantity: z.int().positive(), unitPrice: z.int().nonnegative() })).min(1),
})

/** The work of every subject: to be told of an order. */
export type Order = z.infer<typeof order>

/** One subscription of orders; the ledger is written one item a call, or many. */
export const busWith = (batching: 'item' | 'partiql') =>
  defineTopology({
    name: 'bench',
    topics: { orders: { events: { 'order.placed': { schema: order } } } },
    ledger: { batching },
    subscriptions: { billing: { topic: 'orders' } },
  })
