import { describe, expect, it } from 'vitest'
import type { EventToPublish } from '../../../lib/messaging/consume/handler.ts'
import { bench } from '../../support/deliver.ts'

const deep = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)

/** Lets a handler publish to a topic that takes any data; gives what was published, and why not. */
async function publishedBy(event: Partial<EventToPublish>) {
  const on = bench((_event, context) =>
    context.publish({ topic: 'steps', type: 'placed', data: 1, partitionkey: 'p', ...event }),
  )
  await on.arrives()
  await on.delivers()
  const messages = on.publisher.messages.get('steps') ?? []
  return { bodies: messages.map(({ body }) => JSON.parse(body)), cause: (await on.record())?.cause?.text }
}

describe('an event that a handler publishes', () => {
  it.each([
    ['a subject', { subject: 'Grüße' }],
    ['null as data', { data: null }],
    ['data as deep as may be', { data: deep(64) }],
  ])('with %s is sent', async (_name, event) => {
    expect((await publishedBy(event)).bodies).toMatchObject([event])
  })

  it.each([
    ['an empty subject', { subject: '' }, '/subject must not be empty'],
    ['a control in its subject', { subject: 'a\nb' }, '/subject contains a control'],
    ['no URI as dataschema', { dataschema: 'order.json' }, "/dataschema is 'order.json'"],
    ['undefined as data', { data: undefined }, 'not JSON'],
    ['data that is too deep', { data: deep(65) }, 'nests deeper'],
  ])('with %s is not sent, since no consumer could read it', async (_name, event, reason) => {
    const { bodies, cause } = await publishedBy(event as Partial<EventToPublish>)
    expect(bodies).toEqual([])
    expect(cause).toContain(reason)
  })
})
