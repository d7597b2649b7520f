import { describe, expect, it } from 'vitest'
import { subscriptionState, subscriptionStates } from '../../../lib/messaging/operate/subscription-state.ts'
import { topicStates } from '../../../lib/messaging/operate/topic-states.ts'
import { memoryDesk } from '../support/memory-desk.ts'

const message = { body: '{}', attributes: {} }

describe('the state of a subscription', () => {
  it('has what waits, what is in flight, what died, and the retry policy with its defaults', async () => {
    const desk = memoryDesk()
    const { queue, deadLetterQueue, undeliveredQueue } = desk.subscription('billing')
    for (let i = 0; i < 3; i += 1) await queue.send(message)
    await queue.receive(1, 30)
    await deadLetterQueue.send(message)
    await deadLetterQueue.send(message)
    await deadLetterQueue.receive(1, 30)
    await undeliveredQueue.send(message)
    const { oldestAgeSeconds, ...state } = await subscriptionState(desk, 'billing')
    expect(state).toEqual({
      name: 'billing',
      topic: 'orders',
      ordered: false,
      events: ['placed'],
      retry: { maxAttempts: 3, minDelaySeconds: 1, maxDelaySeconds: 300 },
      maxReceiveCount: 100,
      consumer: 'ENABLED',
      backlog: 2,
      inFlight: 1,
      delayed: 0,
      deadLetters: 2,
      undelivered: 1,
    })
    expect(oldestAgeSeconds).toBeLessThan(5)
  })

  it('has no age while the queue is empty, whatever the metric still says', async () => {
    const desk = memoryDesk()
    const { queue } = desk.subscription('billing')
    queue.oldestAgeSeconds = () => Promise.resolve(600)
    expect(await subscriptionState(desk, 'billing')).not.toHaveProperty('oldestAgeSeconds')
    await queue.send(message)
    expect(await subscriptionState(desk, 'billing')).toMatchObject({ oldestAgeSeconds: 600 })
  })

  it.each([
    { waiting: 0, inFlight: 0, delayed: 1 },
    { waiting: 1, inFlight: 1, delayed: 0 },
    { waiting: 2, inFlight: 3, delayed: 4 },
  ])('counts what waits, is in flight, or is delayed: %j', async (counts) => {
    const desk = memoryDesk()
    const { queue, deadLetterQueue, undeliveredQueue } = desk.subscription('billing')
    queue.oldestAgeSeconds = () => Promise.resolve(600)
    for (const each of [queue, deadLetterQueue, undeliveredQueue]) {
      const described = await each.describe()
      each.describe = async () => described && { ...described, ...counts }
    }
    const all = counts.waiting + counts.inFlight + counts.delayed
    const { waiting: backlog, inFlight, delayed } = counts
    expect(await subscriptionState(desk, 'billing')).toMatchObject({
      ...{ backlog, inFlight, delayed, oldestAgeSeconds: 600, deadLetters: all, undelivered: all },
    })
  })

  it('leaves out what its queue is gone for', async () => {
    const desk = memoryDesk()
    const { queue, deadLetterQueue } = desk.subscription('billing')
    queue.describe = () => Promise.resolve(undefined)
    const state = await subscriptionState(desk, 'billing')
    expect(state).not.toHaveProperty('backlog')
    expect(state).toMatchObject({ deadLetters: 0 })
    deadLetterQueue.describe = () => Promise.resolve(undefined)
    expect(await subscriptionState(desk, 'billing')).not.toHaveProperty('deadLetters')
  })

  it('is told of all of them, or of those of one topic', async () => {
    const names = async (topic?: string) =>
      (await subscriptionStates(memoryDesk(), topic)).map(({ name }) => name)
    expect(await names()).toEqual(['billing', 'archive'])
    expect(await names('orders')).toEqual(['billing', 'archive'])
    expect(await names('quiet')).toEqual([])
  })
})

describe('the topics', () => {
  it('have their events and their own subscriptions', async () => {
    const topics = await topicStates(memoryDesk())
    expect(
      topics.map((topic) => ({ ...topic, subscriptions: topic.subscriptions.map(({ name }) => name) })),
    ).toEqual([
      { name: 'orders', ordered: false, events: ['placed', 'gone'], subscriptions: ['billing', 'archive'] },
      { name: 'quiet', ordered: true, events: ['said'], subscriptions: [] },
    ])
  })
})
