import { SetSubscriptionAttributesCommand, SNSClient, UnsubscribeCommand } from '@aws-sdk/client-sns'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logicalId, OUTPUTS } from '../../lib/topology/resource-names.ts'
import { embeddedMetrics, valuesOf } from '../support/embedded-metrics.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'

const POLL = { timeout: 30_000, interval: 100 }
/** A rule may take a minute for its first time. */
const MINUTES = { timeout: 150_000, interval: 500 }
/** Both of a kind: a standard topic and an ordered one, each with a subscriber that takes everything. */
const TOPICS = ['work', 'sequence']
const SOURCE = '/journeys/canary'

let stack: TestStack
let sns: SNSClient

beforeAll(async () => {
  stack = await startStack('test/fixtures/faults/topology.ts', { canary: true })
  sns = new SNSClient(stack.connections.aws)
}, 300_000)
afterAll(async () => {
  sns?.destroy()
  await stack?.close()
}, 300_000)

/** The ARN of the canary's own subscription of a topic. */
function linkOf(topic: string): string {
  const id = `Canary${logicalId(topic, 'Link')}`
  const found = stack.resources.find(
    (each) => each.type === 'AWS::SNS::Subscription' && each.logicalId.startsWith(id),
  )
  if (!found) throw new Error(`The stack has no subscription ${id}.`)
  return found.physicalId
}

/** For every topic, what each flight so far has measured. */
async function measured(metric: string): Promise<Record<string, readonly number[]>> {
  const metrics = embeddedMetrics(await stack.logs())
  return Object.fromEntries(TOPICS.map((topic) => [topic, valuesOf(metrics, metric, { topic })]))
}

/** Lets it fly once, and tells what it measured of each topic then. */
async function fly(): Promise<Record<string, number | undefined>> {
  const before = await measured('CanaryLost')
  await stack.invoke(stack.outputs[OUTPUTS.canaryFunction] ?? '', {})
  let after = before
  await expect
    .poll(async () => {
      after = await measured('CanaryLost')
      return TOPICS.every((topic) => (after[topic]?.length ?? 0) > (before[topic]?.length ?? 0))
    }, POLL)
    .toBe(true)
  return Object.fromEntries(TOPICS.map((topic) => [topic, after[topic]?.at(-1)]))
}

/** One after another: each begins where the last one ended. */
describe('the canary', () => {
  it('comes through every topic, standard and ordered, and says how long it took', async () => {
    expect(await fly()).toEqual({ work: 0, sequence: 0 })
    for (const [age, ...more] of Object.values(await measured('CanaryAge'))) {
      expect(more).toEqual([])
      expect(age).toBeGreaterThanOrEqual(0)
      expect(age).toBeLessThan(20_000)
    }
  })

  it('reaches no subscriber, while events reach them all, and not the canary', async () => {
    for (const topic of TOPICS) {
      const event = { type: 'task.given', source: SOURCE, id: topic, data: { key: topic } }
      expect((await stack.publish(topic, event)).status).toBe(202)
      await expect
        .poll(async () => (await stack.deliveries(topic, SOURCE, topic)).map(({ state }) => state), POLL)
        .toEqual(['DONE'])
    }
    expect(await fly()).toEqual({ work: 0, sequence: 0 })
    for (const subscription of ['standard', 'ordered']) {
      expect(await stack.outcomes(subscription, 'processed')).toBe(1)
      expect(await stack.outcomes(subscription, 'dead-letter')).toBe(0)
    }
    expect((await stack.logs()).filter((line) => line.includes('omnibus.canary'))).toEqual([])
  })

  it('is lost where a topic has no way to it, and still comes through the others', async () => {
    await sns.send(new UnsubscribeCommand({ SubscriptionArn: linkOf('work') }))
    expect(await fly()).toEqual({ work: 1, sequence: 0 })
  })

  it('is lost where it does not arrive as it was published', async () => {
    const SubscriptionArn = linkOf('sequence')
    await sns.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: 'RawMessageDelivery',
        AttributeValue: 'false',
      }),
    )
    expect(await fly()).toEqual({ work: 1, sequence: 1 })
    expect((await stack.logs()).some((line) => line.includes('"message":"canary lost"'))).toBe(true)
  })

  it('flies by itself', async () => {
    const flights = async () => (await measured('CanaryLost'))['work']?.length ?? 0
    const before = await flights()
    await expect.poll(flights, MINUTES).toBeGreaterThan(before)
  }, 160_000)
})
