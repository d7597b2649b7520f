import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { filterPolicy } from '../../lib/topology/filter-policy.ts'
import type { SubscriptionDefinition } from '../../lib/topology/types.ts'

const schema = z.unknown()
const orders = {
  events: { placed: { schema }, cancelled: { schema } },
  attributes: { currency: '/currency' },
}

function policyOf(subscription: Omit<SubscriptionDefinition, 'topic'>) {
  const billing = { topic: 'orders', ...subscription }
  return filterPolicy({ name: 'shop', topics: { orders }, subscriptions: { billing } }, 'billing')
}

describe('filterPolicy', () => {
  it('is absent where a subscription takes everything', () => {
    expect(policyOf({})).toBeUndefined()
    expect(policyOf({ filter: {} })).toBeUndefined()
  })

  it('is absent where every event type is named', () => {
    expect(policyOf({ events: ['cancelled', 'placed'] })).toBeUndefined()
  })

  it('holds the event types that are chosen', () => {
    expect(policyOf({ events: ['placed'] })).toEqual({ type: ['placed'] })
  })

  it('joins event types and the filter', () => {
    expect(policyOf({ events: ['placed'], filter: { currency: ['CHF', { prefix: 'E' }] } })).toEqual({
      type: ['placed'],
      currency: ['CHF', { prefix: 'E' }],
    })
  })
})
