import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import startHome from '../../examples/shop/home.ts'
import type { Home } from '../../lib/local/home.ts'
import { ROOT } from '../support/root.ts'
import { runCli } from '../support/run-cli.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'

let home: Home
let stack: TestStack
const POLL = { timeout: 20_000, interval: 100 }

beforeAll(async () => {
  home = await startHome()
  stack = await startStack('topology.ts', { functionEnvironment: home.environment })
  await home.ready(stack.apiUrl)
  await vi.waitFor(async () => expect(await availableOf('moka-pot')).toBe(20), POLL)
})
afterAll(async () => {
  await stack?.close()
  await home?.close()
})

describe('an order', () => {
  it('is reserved, charged and told of, each once, and its location shows how', async () => {
    const response = await stack.publish('orders', example('order-placed'))
    expect(response.status).toBe(202)
    const { id, source } = (await response.json()) as { id: string; source: string }
    const location = new URL(response.headers.get('location') ?? '', stack.apiUrl)
    await expect.poll(() => statesAt(location), POLL).toEqual({ inventory: 'DONE', billing: 'DONE' })
    const billing = (await stack.deliveries('orders', source, id)).find(
      (each) => each.subscription === 'billing',
    )
    const [payment] = billing?.published ?? []
    expect(payment?.topic).toBe('payments')
    await expect
      .poll(() => stack.deliveries('payments', payment?.source ?? '', payment?.id ?? ''), POLL)
      .toMatchObject([{ subscription: 'notifications', state: 'DONE', attempts: 1 }])
    expect(await availableOf('moka-pot')).toBe(19)
    expect(await stack.item('order-status', { orderId: 'order-1001' })).toMatchObject({
      notices: ['Your payment has arrived.'],
    })
  })

  it('is declined when its sum is too large, and that is an answer, not a failure', async () => {
    const data = { ...JSON.parse(example('order-placed')).data, orderId: 'order-large' }
    data.lines = [{ sku: 'espresso-beans-1kg', quantity: 1, unitPrice: 2_000_000 }]
    await stack.publish('orders', { type: 'order.placed', data })
    await expect
      .poll(() => stack.item('order-status', { orderId: 'order-large' }), POLL)
      .toMatchObject({ notices: ['Your payment was declined: The sum exceeds the limit.'] })
  })

  it('for an unknown SKU is dead at once with its cause, and handled when redriven after the goods came', async () => {
    const response = await stack.publish('orders', example('order-placed-unknown-sku'))
    const { id, source } = (await response.json()) as { id: string; source: string }
    const location = new URL(response.headers.get('location') ?? '', stack.apiUrl)
    await expect.poll(() => statesAt(location), POLL).toEqual({ inventory: 'DEAD', billing: 'DONE' })

    const [letter] = JSON.parse((await cli('list', 'inventory', '--json')).stdout)
    expect(letter).toMatchObject({
      id,
      source,
      attempts: 1,
      cause: "NonRetriableError: SKU 'unicorn-milk' is unknown or has too little stock.",
    })
    expect((await cli('list', 'inventory')).stderr).toBe('')
    expect((await cli('list', 'inventory', '--limit', '1')).stderr).toBe('There may be more: --limit is 1.\n')
    const shown = JSON.parse((await cli('show', 'inventory', '--id', id, '--json')).stdout)
    expect(shown.body).toContain(JSON.stringify(JSON.parse(example('order-placed-unknown-sku')).data.orderId))

    await stack.publish('stock', example('stock-received'))
    await expect.poll(() => availableOf('unicorn-milk'), POLL).toBe(10)
    expect(await cli('redrive', 'inventory', '--all')).toMatchObject({
      code: 0,
      stdout: '1 dead letter of inventory redriven.\n',
    })
    await expect.poll(() => statesAt(location), POLL).toEqual({ inventory: 'DONE', billing: 'DONE' })
    expect(await availableOf('unicorn-milk')).toBe(9)
    expect((await cli('list', 'inventory')).stdout).toBe('inventory has no dead letters.\n')
  })
})

describe('an order for a SKU that nobody has heard of', () => {
  it('is tried dry, tried in vain, edited and handled, from the command line', async () => {
    const { data } = JSON.parse(example('order-placed-unknown-sku'))
    const order = (sku: string) => ({
      ...data,
      orderId: 'order-edit',
      lines: [{ sku, quantity: 2, unitPrice: 990 }],
    })
    await stack.publish('stock', { type: 'stock.received', data: { sku: 'plain-milk', quantity: 5 } })
    const { headers } = await stack.publish('orders', { type: 'order.placed', data: order('unheard-milk') })
    const location = new URL(headers.get('location') ?? '', stack.apiUrl)
    const id = location.searchParams.get('id') ?? ''
    await expect.poll(() => statesAt(location), POLL).toMatchObject({ inventory: 'DEAD' })

    const which = ['inventory', '--id', id]
    expect(await cli('redrive', ...which, '--dry-run')).toMatchObject({
      code: 0,
      stdout: '1 dead letter of inventory would be redriven.\n',
    })
    const inVain = await cli('redrive', 'inventory', '--all', '--progressive')
    expect(inVain.code).toBe(1)
    expect(inVain.stderr).toContain(`Stopped: '${id}' died of NonRetriableError again.`)

    await expect.poll(() => availableOf('plain-milk'), POLL).toBe(5)
    const edit = ['edit', ...which, '--data', JSON.stringify(order('plain-milk')), '--json']
    const { stdout } = await cli(...edit)
    expect(JSON.parse(stdout)).toMatchObject({ causationid: id })
    await expect.poll(() => availableOf('plain-milk'), POLL).toBe(3)
    expect(await statesAt(location)).toMatchObject({ inventory: 'RESOLVED' })
    expect((await cli('list', 'inventory')).stdout).toBe('inventory has no dead letters.\n')
  })
})

describe('goods that SNS could not bring to the queue', () => {
  it('are counted once they are redriven', async () => {
    const data = { sku: 'lost-and-found', quantity: 3 }
    const event = { specversion: '1.0', id: 'undelivered', source: '/test', type: 'stock.received', data }
    await stack.undeliveredQueue('restock').send({ body: JSON.stringify(event), attributes: {} })
    expect((await cli('list', 'restock')).stdout).toBe('restock has no dead letters.\n')
    expect((await cli('list', 'restock', '--undelivered')).stdout).toContain('undelivered')
    expect((await cli('redrive', 'restock', '--undelivered', '--all')).stdout).toBe(
      '1 dead letter of restock redriven.\n',
    )
    await expect.poll(() => availableOf('lost-and-found'), POLL).toBe(3)
    expect((await cli('list', 'restock', '--undelivered')).stdout).toBe('restock has no dead letters.\n')
  })
})

describe('the body of a dead letter', () => {
  it('is what was published, byte for byte but for what is sensitive', async () => {
    const data =
      '{"orderId":"order-\\u00e9","customerId":"c","currency":"EUR","lines":[{"sku":"none","quantity":1.0,"unitPrice":10e1}]}'
    const event = `{"specversion":"1.0","type":"order.placed","source":"/test","id":"exact","time":"2026-01-01T00:00:00Z","data":${data}}`
    const response = await stack.publish('orders', event, 'application/cloudevents+json')
    expect(response.status).toBe(202)
    await expect.poll(() => inventoryState('/test', 'exact'), POLL).toBe('DEAD')
    const { body } = JSON.parse((await cli('show', 'inventory', '--id', 'exact', '--json')).stdout)
    const { customerId } = JSON.parse(body).data
    expect(customerId).toMatch(/^masked:[0-9a-f]{12}$/)
    expect(body.replace(customerId, 'c')).toBe(event)
    expect((await cli('show', 'inventory', '--id', 'exact')).stdout).toContain(`"${customerId}"`)
  })
})

describe('the command line', () => {
  it.each([
    [
      ['list', 'nowhere'],
      "'nowhere' is not a subscription. Subscriptions: inventory, restock, billing, notifications.",
    ],
    [
      ['redrive', 'inventory'],
      'Say which dead letters: --all, --cause <code>, or --id <id> one or more times.',
    ],
    [['redrive', 'inventory', '--cause', 'NOPE'], "No dead letter of inventory has the cause 'NOPE'."],
    [['redrive', 'inventory', '--all', '--cause', 'X'], 'Say which dead letters'],
    [['redrive', 'inventory', '--all', '--dry-run', '--progressive'], 'Choose: --dry-run does nothing'],
    [['redrive', 'inventory', '--all', '--rate', '0'], 'Give a number above 0'],
    [['edit', 'inventory', '--id', 'nope', '--data', '{}'], "inventory has no dead letter 'nope'"],
    [['show', 'inventory', '--id', 'nope'], "inventory has no dead letter 'nope'."],
    [['redrive', 'inventory', '--id', 'nope'], 'Not among the dead letters of inventory: nope.'],
  ])('answers %j with one sentence and status 1', async (args, sentence) => {
    const { code, stderr } = await cli(...args)
    expect(stderr).toContain(sentence)
    expect(stderr).not.toContain('    at ')
    expect(code).toBe(1)
  })

  it('says where it looked and how to start a stack when there is none', async () => {
    const { code, stderr } = await runCli('dead-letters', 'list', 'inventory', '--api', 'http://127.0.0.1:9')
    expect(stderr).toContain('There is no local stack at http://127.0.0.1:9')
    expect(stderr).toContain('npm start')
    expect(code).toBe(1)
  })
})

const example = (name: string): string => readFileSync(join(ROOT, `examples/shop/${name}.json`), 'utf8')

const cli = (...args: readonly string[]) => runCli('dead-letters', ...args, ...stack.commandLine)

async function availableOf(sku: string): Promise<unknown> {
  return (await stack.item('stock', { sku }))?.['available']
}

async function statesAt(location: URL): Promise<Record<string, string>> {
  const { deliveries } = (await (await fetch(location)).json()) as {
    deliveries: { subscription: string; state: string }[]
  }
  return Object.fromEntries(deliveries.map(({ subscription, state }) => [subscription, state]))
}

async function inventoryState(source: string, id: string): Promise<string | undefined> {
  const deliveries = await stack.deliveries('orders', source, id)
  return deliveries.find(({ subscription }) => subscription === 'inventory')?.state
}
