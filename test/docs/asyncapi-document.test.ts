import { Parser } from '@asyncapi/parser'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import { asyncApiDocument } from '../../lib/docs/asyncapi-document.ts'
import { topology as versions } from '../fixtures/versions/topology.ts'
import { anyTopology } from '../topology/support/any-topology.ts'

const parser = new Parser()
/** A document in AsyncAPI 3.0 is good, though there is a later version. */
const EXPECTED = ['asyncapi-latest-version']

async function mistakes(document: object): Promise<readonly string[]> {
  const diagnostics = await parser.validate(JSON.stringify(document))
  return diagnostics
    .filter(({ code }) => !EXPECTED.includes(String(code)))
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
}

async function parsed(document: object) {
  const { document: found } = await parser.parse(JSON.stringify(document))
  if (!found) throw new Error('The document cannot be parsed.')
  return found
}

describe('the AsyncAPI document', () => {
  it('is valid, for the shop and for any topology', async () => {
    expect(await mistakes(asyncApiDocument(shop))).toEqual([])
    const valid = fc.asyncProperty(anyTopology, async (topology) => {
      expect(await mistakes(asyncApiDocument(topology))).toEqual([])
    })
    await fc.assert(valid, { numRuns: 10 })
  }, 60_000)

  it('tells who sends what where, and who receives it', async () => {
    const operations = (await parsed(asyncApiDocument(shop))).operations().all()
    const told = operations.map((operation) => [
      operation.id(),
      operation.action(),
      operation
        .channels()
        .all()
        .map((channel) => channel.id()),
      operation
        .messages()
        .all()
        .map((message) => message.name()),
    ])
    const payments = ['payment.captured', 'payment.failed']
    expect(told).toEqual([
      ['publish.orders', 'send', ['topic.orders'], ['order.placed', 'order.cancelled']],
      ['publish.stock', 'send', ['topic.stock'], ['stock.received']],
      ['publish.payments', 'send', ['topic.payments'], payments],
      ['consume.inventory', 'receive', ['queue.inventory'], ['order.placed']],
      ['consume.restock', 'receive', ['queue.restock'], ['stock.received']],
      ['consume.billing', 'receive', ['queue.billing'], ['order.placed']],
      ['consume.notifications', 'receive', ['queue.notifications'], payments],
    ])
  })

  it('has the names, the order and the filters that are deployed', async () => {
    const document = await parsed(asyncApiDocument(shop))
    const payments = document.channels().get('topic.payments')
    expect(payments?.address()).toBe('omnibus-{stage}-payments.fifo')
    expect(payments?.bindings().get('sns')?.value()).toMatchObject({ ordering: { type: 'FIFO' } })
    const orders = document.operations().get('publish.orders')?.bindings().get('sns')?.value()
    expect(orders).toMatchObject({
      consumers: [
        { endpoint: { name: 'inventory' }, filterPolicy: { type: ['order.placed'] } },
        { endpoint: { name: 'billing' }, filterPolicy: { type: ['order.placed'] } },
      ],
    })
    const queue = document.channels().get('queue.notifications')?.bindings().get('sqs')?.value()
    expect(queue).toMatchObject({ queue: { fifoQueue: true, visibilityTimeout: 60 } })
  })

  it('has a message for each version of a schema', async () => {
    const messages = (await parsed(asyncApiDocument(versions))).components().messages()
    expect(messages.all().map((message) => message.id())).toEqual(
      expect.arrayContaining(['orders.order.placed.v1', 'orders.order.placed.v2', 'orders.order.placed.v10']),
    )
  })
})
