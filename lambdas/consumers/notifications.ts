import { topology } from '#topology'
import { orderStatus } from '../../examples/shop/order-status.ts'
import { consume } from '../consumer-pipeline.ts'

/** Follows each order's payments, in order. */
export const handler = consume(topology, 'notifications', {
  'payment.captured': async ({ data }, ctx) => {
    await ctx.commit([orderStatus(data.orderId, 'Your payment has arrived.', ctx.tables['order-status'])])
  },
  'payment.failed': async ({ data }, ctx) => {
    const text = `Your payment was declined: ${data.reason}`
    await ctx.commit([orderStatus(data.orderId, text, ctx.tables['order-status'])])
  },
})
