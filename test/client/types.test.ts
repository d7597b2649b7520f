import { describe, expectTypeOf, it } from 'vitest'
import { topology as shop } from '#topology'
import { type Client, createClient, type NewEventOf } from '../../lib/client/index.ts'

const options = { url: 'http://127.0.0.1:4000', source: '/types' }
const payment = { orderId: 'o-1', amount: 5, currency: 'CHF' }

describe('a client', () => {
  it('has the type of its topology, given or named', () => {
    expectTypeOf(createClient(shop, options)).toEqualTypeOf<Client<typeof shop>>()
    expectTypeOf(createClient<typeof shop>(options.url, options)).toEqualTypeOf<Client<typeof shop>>()
    expectTypeOf<NewEventOf<typeof shop, 'stock'>['data']>().toEqualTypeOf<{
      sku: string
      quantity: number
    }>()
  })

  /** Compiled, never called: what it publishes is wrong on purpose. */
  const uncalled = ({ publish, publishBatch }: Client<typeof shop>): unknown[] => [
    publish('payments', { type: 'payment.captured', data: payment, partitionkey: 'o-1' }),
    publishBatch('payments', [
      { type: 'payment.captured', data: payment },
      { type: 'payment.failed', data: { ...payment, reason: 'expired' } },
    ]),
    // @ts-expect-error no such topic
    publish('payment', { type: 'payment.captured', data: payment }),
    // @ts-expect-error no event of 'payments'
    publish('payments', { type: 'order.placed', data: payment }),
    // @ts-expect-error a failed payment has a reason
    publish('payments', { type: 'payment.failed', data: payment }),
    // @ts-expect-error a captured one has none
    publish('payments', { type: 'payment.captured', data: { ...payment, reason: 'expired' } }),
    // @ts-expect-error an amount is a number
    publish('payments', { type: 'payment.captured', data: { ...payment, amount: '5' } }),
    // @ts-expect-error the attribute is named partitionkey
    publish('payments', { type: 'payment.captured', data: payment, partitionKey: 'o-1' }),
    publishBatch('payments', [
      { type: 'payment.captured', data: payment },
      // @ts-expect-error of two events one is of another topic
      { type: 'order.placed', data: payment },
    ]),
    // @ts-expect-error who speaks must be said
    createClient(shop, { url: options.url }),
    // @ts-expect-error a topology does not say where its bus is
    createClient(shop, { source: '/types' }),
  ]

  it('refuses a wrong topic, event type, attribute or data while one types', () => {
    expectTypeOf(uncalled).returns.toBeArray()
  })

  it('takes any topic, type and data when it knows no topology', () => {
    const { publish } = createClient(options.url, options)
    expectTypeOf(publish).toBeCallableWith('any', { type: 'any', data: 1 })
  })
})
