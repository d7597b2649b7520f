import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { topology as shop } from '#topology'
import { documents } from '../../lib/docs/documents.ts'
import { openApiDocument } from '../../lib/docs/openapi-document.ts'
import { CONSOLE_ROUTES } from '../../lib/topology/console-routes.ts'
import { defineTopology } from '../../lib/topology/index.ts'
import { ROUTES } from '../../lib/topology/routes.ts'
import type { Topology } from '../../lib/topology/types.ts'
import { topology as versions } from '../fixtures/versions/topology.ts'
import { anyTopology } from '../topology/support/any-topology.ts'

const ROOT = join(import.meta.dirname, '../..')
const json = (path: string): object => JSON.parse(readFileSync(join(ROOT, path), 'utf8'))

interface Operation {
  readonly operationId: string
  readonly requestBody: { readonly content: Readonly<Record<string, object>> }
}

function operations(topology: Topology): Record<string, Operation> {
  const { paths } = openApiDocument(topology) as { paths: Record<string, Record<string, Operation>> }
  const entries = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== 'servers')
      .map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation]),
  )
  return Object.fromEntries(entries)
}

/** Whether a body of this content type fits what a topic takes. */
function accepts(topology: Topology, topic: string, contentType: string): (body: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'document', ...openApiDocument(topology) })
  const pointer = [
    'paths',
    `/topics/${topic}/events`,
    'post',
    'requestBody',
    'content',
    contentType,
    'schema',
  ]
  const path = pointer.map((step) => encodeURIComponent(step.replaceAll('/', '~1'))).join('/')
  const validate = ajv.compile({ $ref: `document#/${path}` })
  return (body) => validate(body) as boolean
}

const validator = new Validator()

async function mistakes(document: object): Promise<unknown> {
  const { valid, errors } = await validator.validate({ ...document })
  if (!valid) return errors
  validator.resolveRefs()
  return undefined
}

describe('a document', () => {
  it.each(Object.entries(documents(shop)))(
    'in docs/%s is current: npm run docs writes it',
    (name, document) => {
      expect(json(`docs/${name}`)).toEqual(document)
    },
  )
})

describe('the OpenAPI document', () => {
  it('is valid, for the shop and for any topology', async () => {
    expect(await mistakes(openApiDocument(shop))).toBeUndefined()
    const valid = fc.asyncProperty(anyTopology, async (topology) => {
      expect(await mistakes(openApiDocument(topology))).toBeUndefined()
    })
    await fc.assert(valid, { numRuns: 20 })
  }, 30_000)

  it('has every route, those of a topic once for each topic', () => {
    const topics = Object.keys(shop.topics)
    const routes = [
      ...Object.values(ROUTES),
      ...Object.values(CONSOLE_ROUTES).map(({ method, path }) => ({ method, path: `/console${path}` })),
    ]
    const expected = routes.flatMap(({ method, path }) =>
      path.includes('{topic}')
        ? topics.map((topic) => `${method} ${path.replace('{topic}', topic)}`)
        : [`${method} ${path}`],
    )
    expect(Object.keys(operations(shop)).toSorted()).toEqual(expected.toSorted())
    const ids = Object.values(operations(shop)).map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

it('the paths of a bus without subscriptions are of none', () => {
  const paths = Object.keys(operations(letters('/to')))
  expect(paths.filter((path) => path.includes('subscriptions'))).toEqual([])
  expect(paths).toContain('GET /console/topics/letters')
})

describe('a body of the document', () => {
  const structured = { specversion: '1.0', id: 'i', source: '/s' }

  it.each([
    ['order-placed', 'orders'],
    ['order-cancelled', 'orders'],
    ['stock-received', 'stock'],
    ['payment-captured', 'payments'],
    ['payment-failed', 'payments'],
  ])('takes the example %s, alone or in an array, plain or structured', (name, topic) => {
    const example = json(`examples/shop/${name}.json`)
    const plain = accepts(shop, topic, 'application/json')
    expect([example, [example, example], []].map(plain)).toEqual([true, true, true])
    const event = { ...structured, ...example }
    expect(accepts(shop, topic, 'application/cloudevents+json')(event)).toBe(true)
    expect(accepts(shop, topic, 'application/cloudevents-batch+json')([event])).toBe(true)
  })

  it('refuses what the endpoint refuses', () => {
    const given = { type: 'stock.received', data: { sku: 'a', quantity: 1 } }
    const plain = accepts(shop, 'stock', 'application/json')
    const refused = [
      { ...given, data: { sku: 'a', quantity: 1.5 } },
      { ...given, type: 'stock.lost' },
      { ...given, data: undefined },
      { ...given, Subject: 's' },
      { ...given, subject: '' },
      { ...given, subject: 'line\nfeed' },
      { ...given, extension: 2 ** 31 },
      { ...given, extension: {} },
      { ...given, datacontenttype: 'text/plain' },
      { ...given, specversion: '0.3' },
    ]
    expect(plain(given)).toBe(true)
    for (const body of refused) expect(plain(body), JSON.stringify(body)).toBe(false)
    const event = accepts(shop, 'stock', 'application/cloudevents+json')
    const base64 = { ...structured, type: 'stock.received', data_base64: 'e30=' }
    expect(event({ ...base64, datacontenttype: 'application/json' })).toBe(true)
    expect(event(base64)).toBe(false)
    expect(event({ ...structured, ...given, ...base64 })).toBe(false)
    expect(event(given)).toBe(false)
  })

  it('is of the version that dataschema names, else of the oldest', () => {
    const plain = accepts(versions, 'orders', 'application/json')
    const order = (data: object, dataschema?: string) => plain({ type: 'order.placed', data, dataschema })
    const urn = 'urn:omnibus:schema:orders:order.placed'
    const [first, tenth] = [
      { orderId: 'o', price: 1 },
      { orderId: 'o', lines: ['l'] },
    ]
    expect([order(first), order(first, `${urn}:1`), order(tenth, `${urn}:10`)]).toEqual([true, true, true])
    expect(order(first, 'https://example.com/order.json')).toBe(true)
    expect([order(tenth), order(first, `${urn}:10`), order(first, `${urn}:3`)]).toEqual([false, false, false])
    expect(order(first, 'URN:omnibus:schema:other')).toBe(false)
  })

  it('has a partition key on an ordered topic: the attribute, or a scalar where the topic says', () => {
    const plain = accepts(letters('/to/0/name'), 'letters', 'application/json')
    const letter = (data: unknown, more = {}) => plain({ type: 'letter.sent', data, ...more })
    expect([
      letter({ to: [{ name: 'n' }] }),
      letter({ to: [{ name: 7 }] }),
      letter({ to: { 0: { name: true } } }),
      letter(null, { partitionkey: 'k' }),
    ]).toEqual([true, true, true, true])
    expect([
      letter({ to: [{ name: '' }] }),
      letter({ to: [] }),
      letter(null, { partitionkey: null }),
      letter('text'),
    ]).toEqual([false, false, false, false])
    const undeclared = accepts(letters(undefined), 'letters', 'application/json')
    expect(undeclared({ type: 'letter.sent', data: 1 })).toBe(false)
    expect(undeclared({ type: 'letter.sent', data: 1, partitionkey: 'k' })).toBe(true)
  })

  it('holds text as a string where the schema lets it, and schemas that refer to themselves', () => {
    const plain = accepts(letters(undefined), 'letters', 'application/json')
    const xml = { type: 'letter.sent', partitionkey: 'k', datacontenttype: 'text/xml' }
    expect([plain({ ...xml, data: '<a/>' }), plain({ ...xml, data: {} })]).toEqual([true, false])
    const tree = { type: 'tree.grown', partitionkey: 'k' }
    expect(plain({ ...tree, data: { branches: [{ branches: [] }] } })).toBe(true)
    expect(plain({ ...tree, data: { branches: [{}] } })).toBe(false)
  })
})

function letters(partitionKey: string | undefined): Topology {
  const tree = z.object({
    get branches(): z.ZodType {
      return z.array(tree)
    },
  })
  return defineTopology({
    name: 'post',
    topics: {
      letters: {
        ordered: true,
        ...(partitionKey !== undefined && { partitionKey }),
        events: { 'letter.sent': { schema: z.unknown() }, 'tree.grown': { schema: tree } },
      },
    },
    subscriptions: {},
  })
}
