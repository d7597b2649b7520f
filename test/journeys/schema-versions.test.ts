import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startStack, type TestStack } from '../support/start-stack.ts'

const POLL = { timeout: 20_000, interval: 50 }
const PLACED = 'urn:omnibus:schema:orders:order.placed'
const BILL = 'urn:omnibus:schema:bills:bill.sent'
/** Data that fits just one version. */
const DATA: Readonly<Record<string, object>> = {
  1: { price: 5 },
  2: { price: { amount: 5, currency: 'CHF' } },
  10: { lines: ['oat-milk'] },
}

let stack: TestStack

beforeAll(async () => {
  stack = await startStack('test/fixtures/versions/topology.ts')
})
afterAll(() => stack?.close())

/** Publishes an order whose id is the event's. */
function place(id: string, version: string, dataschema?: string, type = 'order.placed'): Promise<Response> {
  const data = { orderId: id, ...DATA[version] }
  return stack.publish('orders', { id, type, data, ...(dataschema !== undefined && { dataschema }) })
}

const recorded = (pk: string) => stack.item('effects', { pk })

describe('an event of a type with several versions', () => {
  it.each([
    ['1', `${PLACED}:1`],
    ['2', `${PLACED}:2`],
    ['10', `${PLACED}:10`],
  ])(
    'is of version %s when its dataschema says so, and its handler can tell',
    async (version, dataschema) => {
      const id = `named-${version}`
      expect((await place(id, version, dataschema)).status).toBe(202)
      await expect
        .poll(() => recorded(`order ${id}`), POLL)
        .toMatchObject({ dataVersion: version, dataschema })
    },
  )

  it('is of the oldest without a dataschema, which is then filled in', async () => {
    expect((await place('unnamed', '1')).status).toBe(202)
    await expect
      .poll(() => recorded('order unnamed'), POLL)
      .toMatchObject({ dataVersion: '1', dataschema: `${PLACED}:1` })
  })

  it('is of the oldest when its dataschema is from elsewhere, which is kept', async () => {
    const dataschema = 'https://example.com/order.json'
    expect((await place('foreign', '1', dataschema)).status).toBe(202)
    await expect.poll(() => recorded('order foreign'), POLL).toMatchObject({ dataVersion: '1', dataschema })
  })

  it.each([
    ['1', '2'],
    ['2', '1'],
    ['2', '10'],
  ])('must fit that version: data of %s is none of %s', async (of, declared) => {
    const response = await place('misfit', of, `${PLACED}:${declared}`)
    expect(response.status).toBe(400)
    const { errors } = (await response.json()) as { errors: { pointer: string }[] }
    expect(errors[0]?.pointer).toMatch(/^\/data\/(price|lines)/)
  })

  it.each([
    ['a version that there is not', `${PLACED}:3`],
    ['a schema of another type', `${BILL}:3`],
    ['a name in other letters', `URN:Omnibus:schema:orders:order.placed:2`],
  ])('is refused with the known ones when it names %s', async (_name, dataschema) => {
    const response = await place('unknown', '1', dataschema)
    expect(response.status).toBe(400)
    const detail = `'${dataschema}' is no version of 'order.placed'. Known: ${PLACED}:1, ${PLACED}:2, ${PLACED}:10`
    expect(await response.json()).toMatchObject({
      type: 'urn:omnibus:problem:invalid-event',
      detail: `${detail}.`,
      errors: [{ pointer: '/dataschema', detail }],
    })
  })

  it('is published by a handler as the oldest, or as the version that it names', async () => {
    await place('bills-oldest', '1')
    await place('bills-next', '2', `${PLACED}:2`)
    await expect
      .poll(() => recorded('bill bills-oldest'), POLL)
      .toMatchObject({ dataVersion: '3', dataschema: `${BILL}:3` })
    await expect
      .poll(() => recorded('bill bills-next'), POLL)
      .toMatchObject({ dataVersion: '4', dataschema: `${BILL}:4` })
  })
})

describe('an event of a type with one version left', () => {
  it('is of that, and it is filled in, since another may come before the event is handled', async () => {
    expect((await place('left', '1', undefined, 'order.returned')).status).toBe(202)
    await expect
      .poll(() => recorded('order left'), POLL)
      .toMatchObject({ dataVersion: '2', dataschema: 'urn:omnibus:schema:orders:order.returned:2' })
  })
})

describe('an event of a type with one schema', () => {
  it('is of version 1, and nothing is filled in', async () => {
    expect((await place('only', '1', undefined, 'order.cancelled')).status).toBe(202)
    await expect
      .poll(() => recorded('order only'), POLL)
      .toMatchObject({ dataVersion: '1', dataschema: 'none' })
  })

  it('may name it, and no other', async () => {
    const urn = 'urn:omnibus:schema:orders:order.cancelled'
    expect((await place('one', '1', `${urn}:1`, 'order.cancelled')).status).toBe(202)
    expect((await place('two', '1', `${urn}:2`, 'order.cancelled')).status).toBe(400)
  })
})
