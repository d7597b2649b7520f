import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { topology as shop } from '#topology'
import startShop from '../../examples/shop/home.ts'
import { type StageConfig, stageConfig } from '../../lib/infrastructure/stage-config.ts'
import { claimingEvent, claimOf } from '../../lib/messaging/claim-check/claim.ts'
import { toEnvelope } from '../../lib/messaging/envelope.ts'
import { OUTPUTS } from '../../lib/topology/resource-names.ts'
import { subscriptionSettings } from '../../lib/topology/settings.ts'
import type { Topology } from '../../lib/topology/types.ts'
import { topology as tables } from '../fixtures/tables/topology.ts'
import { NEVER_USED } from '../grants/never-used.ts'
import { deployed } from '../grants/support/deployed.ts'
import { withKeys } from '../grants/support/encrypted.ts'
import { impliedBy } from '../grants/support/implied.ts'
import { recorder, requiredBy } from '../grants/support/recorder.ts'
import { neverUsed, refused } from '../grants/support/requirement.ts'
import { unheardOf } from '../grants/support/service-authorization.ts'
import { synthesized } from '../infrastructure/support/synthesized.ts'
import { faultyEndpoint } from '../support/faulty-endpoint.ts'
import { ROOT } from '../support/root.ts'
import { type RecordedStack, startRecordedStack } from '../support/start-recorded-stack.ts'

const POLL = { timeout: 60_000, interval: 50 }
const SOURCE = '/grants'
const STAGES = ['dev', 'staging', 'prod']
/** Without the console on the web, which no journey runs: test/grants/console.test.ts has what it may. */
function withoutConsole(stage: string): StageConfig {
  const { console: _console, ...config } = stageConfig(stage)
  return config
}
const NOTE = 'x'.repeat(300_000)

const example = (name: string): { type: string; data: object } =>
  JSON.parse(readFileSync(join(ROOT, `examples/shop/${name}.json`), 'utf8'))

/** What each topic is given to carry. */
const TOPOLOGIES = {
  shop: {
    topology: shop,
    path: 'topology.ts',
    home: startShop,
    opening: ['espresso-beans-1kg', 'moka-pot'].map((sku) => ({
      topic: 'stock',
      source: '/shop/opening',
      id: `opening-${sku}`,
    })),
    events: {
      stock: example('stock-received'),
      orders: example('order-placed'),
      payments: example('payment-captured'),
    },
  },
  tables: {
    topology: tables,
    path: 'test/fixtures/tables/topology.ts',
    home: undefined,
    opening: [],
    events: {
      orders: { type: 'order.placed', data: { id: 'order-1' } },
      archive: { type: 'order.archived', data: {} },
    },
  },
} as const

describe.each(Object.entries(TOPOLOGIES))(
  'the functions of the %s',
  (name, { topology, path, home, opening, events }) => {
    const recorded = recorder()
    let stack: RecordedStack
    let close: (() => Promise<void>) | undefined
    let deeds: ReturnType<typeof recorded.deeds>

    beforeAll(async () => {
      const running = await home?.()
      close = running?.close
      const functionEnvironment = running?.environment ?? {}
      stack = await startRecordedStack(path, { functionEnvironment, canary: true }, recorded.observe)
      await running?.ready(stack.apiUrl)
      for (const each of opening) await areDone(stack, topology, each)
      await largeEventsAreRetried(stack, topology, events)
      await aKeyIsUsedTwice(stack, events)
      await claimsAreGone(stack, topology)
      await theBucketIsEmptied(stack)
      await theCanaryFlies(stack)
      deeds = recorded.deeds(stack)
    }, 300_000)
    afterAll(async () => {
      await stack?.close()
      await close?.()
    })

    it('all did something', () => {
      const functions = stack.resources.filter(({ type }) => type === 'AWS::Lambda::Function')
      expect(new Set(deeds.map(({ caller }) => caller)).size).toBe(functions.length)
    })

    it('asked for nothing that AWS does not know', async () => {
      const required = requiredBy(deeds, deployed(synthesized(topology)))
      expect((await Promise.all(required.map(unheardOf))).flat()).toEqual([])
    })

    it.each(STAGES)('may do all that they did, in stage %s', (stage) => {
      const deployment = deployed(synthesized(topology, withoutConsole(stage)))
      expect(refused(deployment, withKeys(deployment, requiredBy(deeds, deployment)))).toEqual([])
    })

    it.each(STAGES)(
      'miss every grant that is taken away, but for those with a reason, in stage %s',
      (stage) => {
        const deployment = deployed(synthesized(topology, withoutConsole(stage)))
        const requirements = withKeys(deployment, [
          ...impliedBy(deployment),
          ...requiredBy(deeds, deployment),
        ])
        const reasons = NEVER_USED[name] ?? []
        const listed = reasons.flatMap(({ stages = STAGES, grants }) =>
          stages.includes(stage) ? grants : [],
        )
        expect(neverUsed(deployment, requirements)).toEqual(listed.toSorted())
      },
    )
  },
)

type Events = Readonly<Record<string, { readonly type: string; readonly data: object }>>

/** Larger than a message, and handled only after each consumer has failed and had to wait. */
async function largeEventsAreRetried(
  stack: RecordedStack,
  topology: Topology,
  events: Events,
): Promise<void> {
  const consumers = Object.keys(topology.subscriptions)
  const failedOnce = async () => {
    const retries = await Promise.all(consumers.map((each) => stack.outcomes(each, 'retry')))
    return retries.every((count) => count > 0)
  }
  const fault = async (call: string) =>
    CALLS_OF_HANDLERS.has(call) && !(await failedOnce()) ? 'refuse' : undefined
  stack.aws.fault = fault
  stack.dynamo.fault = fault
  for (const [topic, { type, data }] of Object.entries(events)) {
    const batch = IDS.map((id) => ({ type, source: SOURCE, id, data: { ...data, note: NOTE } }))
    expect((await stack.publish(topic, batch)).status).toBe(202)
  }
  for (const id of IDS)
    for (const topic of Object.keys(events)) await areDone(stack, topology, { topic, source: SOURCE, id })
}

/** Two in a request are published by PublishBatch. */
const IDS = ['large-0', 'large-1']
const CALLS_OF_HANDLERS = new Set(['dynamodb:TransactWriteItems', 'sns:Publish'])

async function aKeyIsUsedTwice(stack: RecordedStack, events: Events): Promise<void> {
  const [topic, event] = Object.entries(events)[0] ?? []
  for (const replayed of [null, 'true']) {
    const response = await fetch(`${stack.apiUrl}/topics/${topic}/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'once' },
      body: JSON.stringify(event),
    })
    expect(response.status).toBe(202)
    expect(response.headers.get('idempotency-replayed')).toBe(replayed)
  }
}

/** Each consumer is given an event whose data is not in the bucket any more, and parks it. */
async function claimsAreGone(stack: RecordedStack, topology: Topology): Promise<void> {
  const bucket = stack.resources.find(({ type }) => type === 'AWS::S3::Bucket')?.physicalId ?? ''
  for (const subscription of Object.keys(topology.subscriptions)) {
    const { topic, ordered } = subscriptionSettings(topology, subscription)
    const [type = ''] = Object.keys(topology.topics[topic]?.events ?? {})
    const attributes = { specversion: '1.0', id: `gone-${subscription}`, source: SOURCE, type } as const
    const gone = claimingEvent({ attributes }, bucket, claimOf({ attributes }, { json: '{}' }))
    const group = { groupId: 'gone', deduplicationId: 'gone' }
    await stack.queue(subscription).send({ body: toEnvelope(gone), attributes: {}, ...(ordered && group) })
    await vi.waitFor(async () => expect(await stack.outcomes(subscription, 'dead-letter')).toBe(1), POLL)
  }
}

/** As CloudFormation asks for it when the stack goes. */
async function theBucketIsEmptied({ invoke, resources }: RecordedStack): Promise<void> {
  const named = ({ logicalId }: { logicalId: string }) => /EmptyOnDeleteFunction[0-9A-F]{8}$/.test(logicalId)
  const target = resources.find(named)?.physicalId ?? ''
  const BucketName = resources.find(({ type }) => type === 'AWS::S3::Bucket')?.physicalId
  await using cloudFormation = await faultyEndpoint('')
  const { url: ResponseURL, requests } = cloudFormation
  cloudFormation.fail({ status: 200 })
  await invoke(target, { RequestType: 'Delete', ResponseURL, ResourceProperties: { BucketName } })
  expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({ Status: 'SUCCESS' })
}

async function theCanaryFlies({ invoke, outputs }: RecordedStack): Promise<void> {
  await invoke(outputs[OUTPUTS.canaryFunction] ?? '', {})
}

async function areDone(
  stack: RecordedStack,
  { subscriptions }: Topology,
  { topic, source, id }: { topic: string; source: string; id: string },
): Promise<void> {
  const expected = Object.values(subscriptions).filter((each) => each.topic === topic)
  const states = async () => (await stack.deliveries(topic, source, id)).map(({ state }) => state)
  await vi.waitFor(async () => expect(await states()).toEqual(expected.map(() => 'DONE')), POLL)
}
