import { afterAll, beforeAll, expect, test } from 'vitest'
import { attribute, type HandMadeStack, ref, resourceOf, startAssembly } from '../support/local-assembly.ts'
import { localQueue } from '../support/local-queue.ts'
import { localTopic } from '../support/local-topic.ts'

let stack: HandMadeStack

const subscription = (queue: string, properties: object = {}) =>
  resourceOf('SNS::Subscription', {
    TopicArn: ref('Topic'),
    Protocol: 'sqs',
    Endpoint: attribute(queue),
    ...properties,
  })

beforeAll(async () => {
  const queues = ['Wrapped', 'Raw', 'ByAttribute', 'ByBody']
  stack = await startAssembly({
    Resources: {
      ...Object.fromEntries(queues.map((queue) => [queue, resourceOf('SQS::Queue')])),
      Topic: resourceOf('SNS::Topic'),
      ToWrapped: subscription('Wrapped'),
      ToRaw: subscription('Raw', { RawMessageDelivery: true }),
      ToByAttribute: subscription('ByAttribute', {
        RawMessageDelivery: true,
        FilterPolicy: { type: ['order.placed', { prefix: 'invoice.' }] },
      }),
      ToByBody: subscription('ByBody', {
        RawMessageDelivery: true,
        FilterPolicyScope: 'MessageBody',
        FilterPolicy: { customer: { country: [{ 'anything-but': ['NO'] }] } },
      }),
    },
  })
})
afterAll(() => stack.close())

async function delivered(queue: string) {
  const { receive } = localQueue(stack.resource(queue).physicalId)
  return (await receive({ visibility: 600 })).toSorted((a, b) => a.Body.localeCompare(b.Body))
}

test('delivers what a filter policy lets through, raw or in an envelope', async () => {
  const topic = localTopic(stack.endpoints.aws, stack.resource('Topic').physicalId)
  const published = [
    { type: 'order.placed', customer: { country: 'SE' } },
    { type: 'invoice.sent', customer: { country: 'NO' } },
    { type: 'order.cancelled', customer: { country: 'DK' } },
  ]
  for (const event of published)
    await topic.publish(JSON.stringify(event), { attributes: { type: event.type } })

  const bodies = published.map((event) => JSON.stringify(event)).toSorted()
  const raw = await delivered('Raw')
  expect(raw.map(({ Body }) => Body)).toEqual(bodies)
  expect(raw.map(({ MessageAttributes }) => MessageAttributes?.['type']?.StringValue).toSorted()).toEqual(
    published.map(({ type }) => type).toSorted(),
  )

  const wrapped = (await delivered('Wrapped')).map(({ Body }) => JSON.parse(Body))
  expect(wrapped.map(({ Message }) => Message).toSorted()).toEqual(bodies)
  expect(wrapped[0]).toMatchObject({
    Type: 'Notification',
    TopicArn: stack.resource('Topic').physicalId,
    MessageAttributes: { type: { Type: 'String', Value: expect.any(String) } },
  })

  const types = (messages: { Body: string }[]) => messages.map(({ Body }) => JSON.parse(Body).type)
  expect(types(await delivered('ByAttribute'))).toEqual(['invoice.sent', 'order.placed'])
  expect(types(await delivered('ByBody'))).toEqual(['order.cancelled', 'order.placed'])
})
