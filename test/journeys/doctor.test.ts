import { UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import {
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns'
import {
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { OUTPUTS } from '../../lib/topology/resource-names.ts'
import { runCliWith } from '../support/run-cli.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'

let stack: TestStack
let sqs: SQSClient
let sns: SNSClient
let lambda: LambdaClient

beforeAll(async () => {
  stack = await startStack('test/fixtures/desk/topology.ts')
  const { aws } = stack.connections
  sqs = new SQSClient({ ...aws, useQueueUrlAsEndpoint: false })
  sns = new SNSClient(aws)
  lambda = new LambdaClient(aws)
})
afterAll(() => stack.close())

const doctor = (...args: readonly string[]) =>
  runCliWith(
    { env: { OMNIBUS_TOPOLOGY: 'test/fixtures/desk/topology.ts' } },
    'doctor',
    ...args,
    ...stack.commandLine,
  )

const queueUrl = () => stack.outputs[OUTPUTS.queueUrl('scales')] ?? ''
const setQueue = (Attributes: Partial<Record<QueueAttributeName, string>>) =>
  sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl(), Attributes }))
async function queueAttribute(name: QueueAttributeName): Promise<string> {
  const request = new GetQueueAttributesCommand({ QueueUrl: queueUrl(), AttributeNames: ['All'] })
  return (await sqs.send(request)).Attributes?.[name] ?? ''
}
async function linkArn(): Promise<string> {
  const TopicArn = stack.outputs[OUTPUTS.topicArn('parcels')]
  const endpoint = await queueAttribute('QueueArn')
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))
  return Subscriptions.find(({ Endpoint }) => Endpoint === endpoint)?.SubscriptionArn ?? ''
}
const setLink = async (AttributeName: string, AttributeValue: string) =>
  sns.send(
    new SetSubscriptionAttributesCommand({ SubscriptionArn: await linkArn(), AttributeName, AttributeValue }),
  )
const updateMapping = async (changes: object) => {
  const mapping = async () => {
    const EventSourceArn = await queueAttribute('QueueArn')
    const { EventSourceMappings = [] } = await lambda.send(
      new ListEventSourceMappingsCommand({ EventSourceArn }),
    )
    return EventSourceMappings[0]
  }
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: (await mapping())?.UUID, ...changes }))
  await vi.waitFor(async () => expect((await mapping())?.State).toMatch(/^(Enabled|Disabled)$/))
}
const setTimeToLive = (Enabled: boolean) =>
  stack.dynamodb.send(
    new UpdateTimeToLiveCommand({
      TableName: stack.outputs[OUTPUTS.ledgerTable],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled },
    }),
  )

/** Breaks one thing, and gives what puts it right again. */
type Plant = () => Promise<() => Promise<unknown>>

function queueFault(name: QueueAttributeName, broken: (was: string) => string): Plant {
  return async () => {
    const was = await queueAttribute(name)
    await setQueue({ [name]: broken(was) })
    return () => setQueue({ [name]: was })
  }
}
const receives = (maxReceiveCount: number) => (was: string) =>
  JSON.stringify({ ...JSON.parse(was), maxReceiveCount })

const FAULTS: Readonly<Record<string, Plant>> = {
  DEAD_LETTER_QUEUE_MISSING: queueFault('RedrivePolicy', () => ''),
  NET_TOO_EARLY: queueFault('RedrivePolicy', receives(1)),
  NET_TOO_LATE: queueFault('RedrivePolicy', receives(1_800)),
  VISIBILITY_TOO_SHORT: queueFault('VisibilityTimeout', () => '30'),
  QUEUE_CLOSED_TO_TOPIC: queueFault('Policy', (was) =>
    was.replaceAll('sns.amazonaws.com', 's3.amazonaws.com'),
  ),
  async CONSUMER_DISABLED() {
    await updateMapping({ Enabled: false })
    return () => updateMapping({ Enabled: true })
  },
  async BATCH_ITEM_FAILURES_NOT_REPORTED() {
    await updateMapping({ FunctionResponseTypes: [] })
    return () => updateMapping({ FunctionResponseTypes: ['ReportBatchItemFailures'] })
  },
  async FILTER_MATCHES_NOTHING() {
    await setLink('FilterPolicy', '{"type":["parcel.eaten"]}')
    return () => setLink('FilterPolicy', '{"type":["parcel.sent"]}')
  },
  async RAW_DELIVERY_OFF() {
    await setLink('RawMessageDelivery', 'false')
    return () => setLink('RawMessageDelivery', 'true')
  },
  async UNDELIVERED_QUEUE_MISSING() {
    const QueueUrl = stack.outputs[OUTPUTS.undeliveredQueueUrl('scales')]
    const request = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] })
    const deadLetterTargetArn = (await sqs.send(request)).Attributes?.QueueArn
    await setLink('RedrivePolicy', '')
    return () => setLink('RedrivePolicy', JSON.stringify({ deadLetterTargetArn }))
  },
  async SUBSCRIPTION_MISSING() {
    const QueueUrl = stack.outputs[OUTPUTS.undeliveredQueueUrl('scales')]
    const request = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] })
    const deadLetterTargetArn = (await sqs.send(request)).Attributes?.QueueArn
    await sns.send(new UnsubscribeCommand({ SubscriptionArn: await linkArn() }))
    return async () =>
      sns.send(
        new SubscribeCommand({
          TopicArn: stack.outputs[OUTPUTS.topicArn('parcels')],
          Protocol: 'sqs',
          Endpoint: await queueAttribute('QueueArn'),
          Attributes: {
            RawMessageDelivery: 'true',
            FilterPolicy: '{"type":["parcel.sent"]}',
            RedrivePolicy: JSON.stringify({ deadLetterTargetArn }),
          },
        }),
      )
  },
}

describe('omnibus doctor', () => {
  it('finds nothing in a stack as it is deployed', async () => {
    expect(await doctor()).toEqual({
      code: 0,
      stdout: '2 subscriptions and the ledger: all is well.\n',
      stderr: '',
    })
  })

  it.each(Object.entries(FAULTS))(
    'finds %s, says how to mend it, and finds nothing afterwards',
    async (fault, plant) => {
      const mend = await plant()
      const { code, stdout } = await doctor('--json')
      await mend()
      const findings = JSON.parse(stdout) as { mend: string }[]
      expect(findings).toEqual([
        { fault, subscription: 'scales', problem: expect.stringMatching(/\.$/), mend: expect.any(String) },
      ])
      expect(findings[0]?.mend.length).toBeGreaterThan(10)
      expect(code).toBe(1)
      expect(await doctor()).toMatchObject({ code: 0 })
    },
  )

  it('finds a ledger that never forgets', async () => {
    await setTimeToLive(false)
    const { code, stdout } = await doctor()
    expect(code).toBe(1)
    expect(stdout).toMatch(/^ledger: LEDGER_NEVER_FORGETS\n {2}.+\n {2}.+expiresAt.+\n$/)
    await setTimeToLive(true)
  })

  it('finds several at once, a queue that is gone among them', async () => {
    await setTimeToLive(false)
    await sqs.send(new DeleteQueueCommand({ QueueUrl: stack.outputs[OUTPUTS.queueUrl('gate')] }))
    const { stdout } = await doctor('--json')
    expect(JSON.parse(stdout)).toMatchObject([
      { fault: 'LEDGER_NEVER_FORGETS' },
      { fault: 'QUEUE_MISSING', subscription: 'gate' },
    ])
  })

  it('says what it cannot find, and has an example', async () => {
    const wrong = await runCliWith({}, 'doctor', '--api', 'http://127.0.0.1:9')
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no local stack at') })
    const both = await runCliWith({}, 'doctor', '--api', 'http://127.0.0.1:9', '--stage', 'dev')
    expect(both.stderr).toBe('Choose: --api is a stack at home, --stage one that is deployed.\n')
    expect((await runCliWith({}, 'doctor', '--help')).stdout).toContain('\n  omnibus doctor --stage prod')
  })
})
