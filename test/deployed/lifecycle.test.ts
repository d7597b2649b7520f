import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OUTPUTS } from '../../lib/topology/resource-names.ts'
import type { RunningStack } from '../support/running-stack.ts'
import { deploy, destroy } from './cdk.ts'
import { endpointOf } from './endpoint-of.ts'
import { type SigningRelay, signingRelay } from './signing-relay.ts'
import { stackResources } from './stack-resources.ts'
import { unlisted, whatIsThere } from './what-is-there.ts'

type Resources = RunningStack['resources']

const POLL = { timeout: 30_000, interval: 200 }
const FIXTURES = 'test/fixtures/lifecycle'
const stage = `t${crypto.randomUUID().slice(0, 8)}`
let assembly: string
let before: readonly string[]
let resources: Resources
let relay: SigningRelay | undefined

beforeAll(async () => {
  assembly = await mkdtemp(join(tmpdir(), 'omnibus-lifecycle-'))
  before = await whatIsThere()
})
afterAll(async () => {
  await relay?.[Symbol.asyncDispose]()
  await rm(assembly, { recursive: true, force: true })
})

/** One after another: each begins where the last one ended. */
describe('a bus in an account', () => {
  it('is deployed where there was none, and delivers', async () => {
    resources = await deployed('topology.ts')
    expect(await publish('stock', GOODS)).toEqual({ restock: 'DONE' })
    expect(await publish('payments', PAYMENT)).toEqual({ notifications: 'DONE' })
  })

  it('gets a subscription more: that is delivered to, and nothing else is replaced', async () => {
    const earlier = resources
    resources = await deployed(`${FIXTURES}/with-audit.ts`)
    expect(gone(earlier)).toEqual([])
    expect(await publish('orders', CANCELLATION)).toMatchObject({ audit: 'DONE' })
    expect(await publish('stock', GOODS)).toEqual({ restock: 'DONE' })
  })

  it('loses a subscription: what belonged to it goes, and nothing else is replaced', async () => {
    const earlier = resources
    resources = await deployed(`${FIXTURES}/without-restock.ts`)
    const restocks = gone(earlier)
    expect(restocks.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['AWS::SQS::Queue', 'AWS::Lambda::Function', 'AWS::SNS::Subscription']),
    )
    expect(restocks.filter(({ logicalId }) => !/restock/i.test(logicalId))).toEqual([])
    const there = (await whatIsThere()).map((line) => line.split(' ')[1])
    expect(restocks.filter(({ physicalId }) => there.includes(physicalId))).toEqual([])
    expect(await publish('stock', GOODS)).toEqual({})
    expect(await publish('orders', CANCELLATION)).toMatchObject({ audit: 'DONE' })
    expect(await publish('payments', PAYMENT)).toEqual({ notifications: 'DONE' })
  })

  it('is destroyed, and nothing of it is left', async () => {
    expect(unlisted(resources.map(({ type }) => type))).toEqual([])
    expect((await whatIsThere()).length).toBeGreaterThan(before.length)
    await destroy({ assembly })
    expect(await whatIsThere()).toEqual(before)
  })
})

const GOODS = { type: 'stock.received', data: { sku: 'crate', quantity: 1 } }
const CANCELLATION = { type: 'order.cancelled', data: { orderId: 'order-1' } }
const PAYMENT = { type: 'payment.captured', data: { orderId: 'order-1', amount: 1, currency: 'EUR' } }

async function deployed(topology: string): Promise<Resources> {
  const outputs = await deploy({ topology, stage, assembly, canary: true })
  await relay?.[Symbol.asyncDispose]()
  const addresses = Object.values(outputs).map((each) => each[OUTPUTS.apiUrl])
  relay = await signingRelay(endpointOf(addresses.find(Boolean) ?? ''))
  return stackResources(Object.keys(outputs))
}

/** Resources that are no more what they were. A deployment is a snapshot of the API, and is there to be replaced. */
function gone(earlier: Resources): Resources {
  const now = new Set(resources.map(({ logicalId, physicalId }) => `${logicalId} ${physicalId}`))
  return earlier.filter(
    ({ type, logicalId, physicalId }) =>
      type !== 'AWS::ApiGateway::Deployment' && !now.has(`${logicalId} ${physicalId}`),
  )
}

/** Publishes an event and waits until every subscription of its topic that listens to its type is done with it. */
async function publish(topic: string, event: object): Promise<Record<string, string>> {
  const response = await fetch(`${relay?.url}/topics/${topic}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
  })
  expect(response.status).toBe(202)
  const location = new URL(response.headers.get('location') ?? '', relay?.url)
  let states: Record<string, string> = {}
  await expect
    .poll(async () => {
      const { deliveries } = (await (await fetch(location)).json()) as { deliveries: Delivery[] }
      states = Object.fromEntries(deliveries.map(({ subscription, state }) => [subscription, state]))
      return deliveries.length === 0 || Object.values(states).includes('DONE')
    }, POLL)
    .toBe(true)
  return states
}

interface Delivery {
  readonly subscription: string
  readonly state: string
}
