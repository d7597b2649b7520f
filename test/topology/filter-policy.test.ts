import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { deployedFilterPolicy, filterPolicy } from '../../lib/topology/filter-policy.ts'
import type { SubscriptionDefinition } from '../../lib/topology/types.ts'

const schema = z.unknown()
const orders = {
  events: { placed: { schema }, cancelled: { schema } },
  attributes: { currency: '/currency' },
}

type Subscription = Omit<SubscriptionDefinition, 'topic'>

const topologyWith = (subscription: Subscription) => ({
  name: 'shop',
  topics: { orders },
  subscriptions: { billing: { topic: 'orders', ...subscription } },
})
const policyOf = (subscription: Subscription) => filterPolicy(topologyWith(subscription), 'billing')

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

describe('deployedFilterPolicy', () => {
  const deployed = (subscription: Subscription) => deployedFilterPolicy(topologyWith(subscription), 'billing')

  it('keeps the canary from a subscription that takes everything', () => {
    expect(deployed({})).toEqual({ 'omnibus-canary': [{ exists: false }] })
    expect(deployed({ events: ['cancelled', 'placed'] })).toEqual(deployed({}))
  })

  it('is what is declared where that asks for anything, which the canary has not', () => {
    expect(deployed({ events: ['placed'] })).toEqual({ type: ['placed'] })
    expect(deployed({ filter: { currency: ['CHF'] } })).toEqual({ currency: ['CHF'] })
  })
})
