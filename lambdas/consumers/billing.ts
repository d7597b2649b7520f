import { topology } from '#topology'
import { charge } from '../../examples/shop/charge.ts'
import { consume } from '../consumer-pipeline.ts'

/** Charges for an order and tells how that went. A declined payment is an answer, not a failure. */
export const handler = consume(topology, 'billing', {
  'order.placed': async ({ data: { orderId, currency, lines } }, ctx) => {
    const amount = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0)
    const payment = { orderId, amount, currency }
    const request = { amount, currency, reference: orderId }
    const charged = await charge(ctx.env.PAYMENT_PROVIDER_URL, request, ctx.idempotencyKey, ctx.signal)
    await (charged.status === 'captured'
      ? ctx.publish({ topic: 'payments', type: 'payment.captured', data: payment })
      : ctx.publish({
          topic: 'payments',
          type: 'payment.failed',
          data: { ...payment, reason: charged.reason },
        }))
  },
})
