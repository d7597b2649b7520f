import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { DeleteObjectsCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { sqsClient } from '../../lib/adapters/aws/clients.ts'
import { lambdaConsumerSwitch } from '../../lib/adapters/aws/lambda-consumer-switch.ts'
import { cloudWatchClient, lambdaClient } from '../../lib/adapters/aws/operator-clients.ts'
import { sqsQueue } from '../../lib/adapters/aws/sqs-queue.ts'
import { sqsQueueMeter } from '../../lib/adapters/aws/sqs-queue-meter.ts'
import { consumerSwitchContract } from '../contracts/consumer-switch-contract.ts'
import { queueMeterContract } from '../contracts/queue-meter-contract.ts'
import { attribute, type HandMadeStack, ref, resourceOf, startAssembly } from '../support/local-assembly.ts'

const CONNECTION = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
const HANDLED = `export const handler = async ({ Records }) => {
  console.log('handled ' + Records.map(({ body, attributes }) => body + attributes.ApproximateReceiveCount)) }`

let stack: HandMadeStack
let queues = 0

beforeAll(async () => {
  const names = Array.from({ length: 8 }, (_, index) => `Queue${index}`)
  stack = await startAssembly({
    functions: { Handler: { code: HANDLED, properties: { Timeout: 7 } } },
    Resources: {
      ...Object.fromEntries(
        names.map((name) => [name, resourceOf('SQS::Queue', { MessageRetentionPeriod: 345_600 })]),
      ),
      Fed: resourceOf('SQS::Queue'),
      Bucket: resourceOf('S3::Bucket'),
      Mapping: resourceOf('Lambda::EventSourceMapping', {
        EventSourceArn: attribute('Fed'),
        FunctionName: ref('Handler'),
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      }),
    },
  })
})
afterAll(() => stack.close())

function opened(url: string) {
  const connection = { ...CONNECTION, endpoint: stack.endpoints.aws }
  const sqs = sqsClient(connection)
  const meter = sqsQueueMeter(sqs, cloudWatchClient(connection), url)
  return { queue: sqsQueue(sqs, url), meter, consumer: lambdaConsumerSwitch(lambdaClient(connection), meter) }
}
const fed = () => opened(stack.resource('Fed').physicalId)

queueMeterContract('on SQS and CloudWatch', async () => {
  const url = stack.resource(`Queue${queues++}`).physicalId
  return { ...opened(url), gone: opened(`${url}-gone`).meter }
})

consumerSwitchContract('on Lambda', async () => ({
  present: fed().consumer,
  missing: opened(stack.resource('Queue0').physicalId).consumer,
}))

it('leaves other calls to the emulator, whatever is in them', async () => {
  const s3 = new S3Client({ ...CONNECTION, endpoint: stack.endpoints.aws })
  onTestFinished(() => s3.destroy())
  const Bucket = stack.resource('Bucket').physicalId
  await s3.send(new PutObjectCommand({ Bucket, Key: 'bytes', Body: Buffer.from([0, 123, 255]) }))
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'bytes' }] } }))
  const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket }))
  expect(KeyCount).toBe(0)
})

describe('a paused event source mapping', () => {
  it('leaves messages in the queue, and no receive of theirs is counted', async () => {
    const { queue, meter, consumer } = fed()
    await consumer.turn(false)
    await vi.waitFor(async () => expect(await consumer.state()).toBe('DISABLED'))
    await queue.send({ body: 'first ', attributes: {} })
    expect(await meter.describe()).toMatchObject({ waiting: 1, inFlight: 0 })
    await consumer.turn(true)
    await vi.waitFor(() => expect(stack.lines.map(({ text }) => text)).toContain('handled first 1'), {
      timeout: 10_000,
    })
    await vi.waitFor(async () => expect(await meter.describe()).toMatchObject({ waiting: 0, inFlight: 0 }))
  })
})

describe('the Lambda API at home', () => {
  const lambda = () => new LambdaClient({ ...CONNECTION, endpoint: stack.endpoints.aws })

  it('lists the mappings of a function, of a queue, and of nothing', async () => {
    const list = async (by: object) => {
      const { EventSourceMappings = [] } = await lambda().send(new ListEventSourceMappingsCommand(by))
      return EventSourceMappings.map(({ UUID }) => UUID)
    }
    const id = stack.resource('Mapping').physicalId
    expect(await list({})).toEqual([id])
    expect(await list({ FunctionName: stack.resource('Handler').physicalId })).toEqual([id])
    expect(await list({ EventSourceArn: stack.resource('Fed').attributes['Arn'] })).toEqual([id])
    expect(await list({ FunctionName: 'another' })).toEqual([])
  })

  it('refuses to change what only the template says, and what is not there', async () => {
    const update = (UUID: string, changes: object) =>
      lambda().send(new UpdateEventSourceMappingCommand({ UUID, ...changes }))
    await expect(update(stack.resource('Mapping').physicalId, { BatchSize: 5 })).rejects.toThrow(
      'At home BatchSize comes from the template: change the topology and start again.',
    )
    await expect(update('another', { Enabled: false })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    })
  })
})
