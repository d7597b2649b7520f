import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { callJson } from '../../lib/local/emulators/aws-calls.ts'
import { attribute, type HandMadeStack, ref, resourceOf, startAssembly } from '../support/local-assembly.ts'
import { localQueue } from '../support/local-queue.ts'
import { localTopic, subscriptionAttributes } from '../support/local-topic.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'omnibus-persist-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const table = (properties: object = {}) =>
  resourceOf('DynamoDB::Table', {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    ...properties,
  })

const subscription = (queue: string, properties: object = {}) =>
  resourceOf('SNS::Subscription', {
    TopicArn: ref('Topic'),
    Protocol: 'sqs',
    Endpoint: attribute(queue),
    RawMessageDelivery: true,
    ...properties,
  })

const RESOURCES = {
  Queue: resourceOf('SQS::Queue'),
  Other: resourceOf('SQS::Queue'),
  Topic: resourceOf('SNS::Topic', { DisplayName: 'before' }),
  Subscription: subscription('Queue'),
  OtherSubscription: subscription('Other'),
  Table: table(),
  Bucket: resourceOf('S3::Bucket'),
}

const start = (resources: Record<string, object> = RESOURCES): Promise<HandMadeStack> =>
  startAssembly({ Resources: resources as typeof RESOURCES }, { persist: folder })
const queue = (stack: HandMadeStack, id = 'Queue') => localQueue(stack.resource(id).physicalId)
const topic = (stack: HandMadeStack) => localTopic(stack.endpoints.aws, stack.resource('Topic').physicalId)
const bodies = async (stack: HandMadeStack, id = 'Queue') =>
  (await queue(stack, id).receive({ visibility: 0 })).map(({ Body }) => Body)
const dynamo = (stack: HandMadeStack, action: string, request: object): Promise<object> =>
  callJson(stack.endpoints.dynamodb, `DynamoDB_20120810.${action}`, {
    TableName: stack.resource('Table').physicalId,
    ...request,
  })

test('a folder keeps messages, items and objects, wherever the next start listens', async () => {
  const item = { pk: { S: 'a' }, count: { N: '1' } }
  let first: Record<string, string>
  {
    await using stack = await start()
    first = { ...stack.endpoints }
    await topic(stack).publish('kept')
    await queue(stack, 'Other').send('another')
    await queue(stack, 'Other').receive({ max: 1, visibility: 600 })
    await dynamo(stack, 'PutItem', { Item: item })
    await fetch(`${stack.endpoints.aws}/${stack.resource('Bucket').physicalId}/file`, {
      method: 'PUT',
      body: 'content',
    })
  }
  await using stack = await start()
  expect(stack.endpoints).not.toEqual(first)
  expect(stack.resource('Queue').physicalId).toBe(`${stack.endpoints.aws}/000000000000/Test-Queue`)
  expect(await bodies(stack)).toEqual(['kept'])
  expect(await queue(stack, 'Other').backlog()).toEqual({ waiting: 1, inFlight: 1 })
  expect(await dynamo(stack, 'GetItem', { Key: { pk: item.pk } })).toEqual({ Item: item })
  const object = await fetch(`${stack.endpoints.aws}/${stack.resource('Bucket').physicalId}/file`)
  expect(await object.text()).toBe('content')
})

test('without one, nothing is kept', async () => {
  {
    await using stack = await startAssembly({ Resources: RESOURCES })
    await queue(stack).send('gone')
  }
  await using stack = await startAssembly({ Resources: RESOURCES })
  expect(await queue(stack).backlog()).toEqual({ waiting: 0, inFlight: 0 })
})

describe('what was kept follows the template', () => {
  test('in the attributes of queues, topics and subscriptions', async () => {
    await (await start()).close()
    const policy = { maxReceiveCount: 3, deadLetterTargetArn: attribute('Other') }
    {
      await using stack = await start({
        ...RESOURCES,
        Queue: resourceOf('SQS::Queue', { VisibilityTimeout: 7, RedrivePolicy: policy }),
        Topic: resourceOf('SNS::Topic', { DisplayName: 'after' }),
        Subscription: subscription('Queue', { FilterPolicy: { type: ['wanted'] } }),
      })
      const attributes = await queue(stack).attributes()
      expect(attributes['VisibilityTimeout']).toBe('7')
      expect(JSON.parse(attributes['RedrivePolicy'] ?? '')).toMatchObject({ maxReceiveCount: 3 })
      await topic(stack).publish('filtered out')
      await topic(stack).publish('let through', { attributes: { type: 'wanted' } })
      expect(await bodies(stack)).toEqual(['let through'])
    }
    await using stack = await start()
    expect(await queue(stack).attributes()).not.toHaveProperty('RedrivePolicy')
    const { physicalId } = stack.resource('Subscription')
    expect(await subscriptionAttributes(stack.endpoints.aws, physicalId)).not.toHaveProperty('FilterPolicy')
  })

  test('in the subscriptions that there are', async () => {
    await (await start()).close()
    const { OtherSubscription: _removed, ...fewer } = RESOURCES
    await using stack = await start(fewer)
    await topic(stack).publish('for one')
    expect(await bodies(stack)).toEqual(['for one'])
    expect(await bodies(stack, 'Other')).toEqual([])
  })

  test('or fails with a sentence where a table has another shape', async () => {
    await (await start()).close()
    const index = {
      IndexName: 'byCount',
      KeySchema: [{ AttributeName: 'count', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    }
    const another = table({
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'count', AttributeType: 'N' },
      ],
      GlobalSecondaryIndexes: [index],
    })
    await expect(start({ ...RESOURCES, Table: another })).rejects.toThrow(
      /^Test\/Table .*The kept table 'Test-Table' has other keys or indexes than the template\. .*another --persist folder/,
    )
    await (await start()).close()
  })
})
