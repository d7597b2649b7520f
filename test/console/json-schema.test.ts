import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { messagesOf, operationsOn } from '../../console/src/pages/documents/asyncapi-document.ts'
import {
  alternativesOf,
  nameOf,
  resolved,
  schemaRows,
  schemaWords,
} from '../../console/src/pages/documents/json-schema.ts'
import { methodsOf } from '../../console/src/pages/documents/openapi-document.ts'
import { ROOT } from '../support/root.ts'

const documentOf = (name: string) => JSON.parse(readFileSync(join(ROOT, 'docs', name), 'utf8'))

const DOCUMENT = { schemas: { Order: { type: 'object', properties: {} }, Text: { type: 'string' } } }

describe('a schema in words', () => {
  it.each([
    [{ type: 'integer', exclusiveMinimum: 0, maximum: Number.MAX_SAFE_INTEGER }, 'integer, > 0'],
    [{ type: ['string', 'null'], format: 'date-time' }, 'string or null, date-time'],
    [
      { type: 'string', minLength: 1, maxLength: 3, pattern: '^a' },
      'string, at least 1 long, at most 3 long, matches ^a',
    ],
    [{ type: 'array', minItems: 1, maxItems: 9 }, 'array, at least 1 items, at most 9 items'],
    [{ const: '1.0' }, '"1.0"'],
    [{ const: null }, 'null'],
    [{ enum: ['a', 1] }, '"a" or 1'],
    [
      { anyOf: [{ $ref: '#/schemas/Order' }, { $ref: '#/schemas/Text' }, { type: 'null' }] },
      'Order or string or null',
    ],
    [{ $ref: '#/schemas/Text' }, 'string'],
    [{ format: 'uri-reference' }, 'uri-reference'],
    [{}, 'anything'],
  ])('%j is "%s"', (schema, words) => {
    expect(schemaWords(DOCUMENT, schema)).toBe(words)
  })
})

describe('references within a document', () => {
  const document = {
    'a/b': { '~': { type: 'string' } },
    again: { $ref: '#/again' },
    hop: { $ref: '#/a~1b/~0' },
  }

  it('are followed', () => {
    expect(resolved(document, { $ref: '#/hop' })).toEqual({ type: 'string' })
  })

  it('end where they lead nowhere, or to themselves, or out of the document', () => {
    for (const $ref of ['#/missing/x', '#/constructor', 'https://example.com/schema']) {
      expect(resolved(document, { $ref })).toEqual({ $ref })
    }
    expect(resolved(document, { $ref: '#/again' })).toEqual({ $ref: '#/again' })
  })

  it('that go round end too', () => {
    const tree = { node: { type: 'object', properties: { children: { items: { $ref: '#/node' } } } } }
    const rows = schemaRows(tree, { $ref: '#/node' })
    expect(rows[1]?.path).toBe('children[].children')
    expect(rows.length).toBeLessThan(20)
  })
})

describe('the documents of this bus', () => {
  it('tell each member of an event on a line', () => {
    const document = documentOf('asyncapi.json')
    const [name = ''] = Object.keys(document.components.schemas).filter((each) =>
      each.includes('order.placed'),
    )
    expect(schemaRows(document, { $ref: `#/components/schemas/${name}` })).toContainEqual(
      expect.objectContaining({ path: expect.stringContaining('lines[].sku'), isRequired: true }),
    )
  })

  it('have operations and messages on every channel', () => {
    const document = documentOf('asyncapi.json')
    for (const [name, channel] of Object.entries(document.channels)) {
      expect(operationsOn(document, name), name).not.toEqual([])
      for (const message of messagesOf(document, channel as object))
        expect(message).not.toHaveProperty('$ref')
    }
  })

  it('have alternatives for what is published', () => {
    const document = documentOf('openapi.json')
    const [path = {}] = Object.values<Record<string, never>>(document.paths)
    const post = document.paths['/topics/orders/events'].post
    const schema = post.requestBody.content['application/cloudevents+json'].schema
    expect(alternativesOf(document, schema).map((each) => nameOf(document, each))).toContain(
      'event.orders.order.placed.v1',
    )
    expect(methodsOf({ ...path, parameters: {} }).map(([name]) => name)).toEqual(['post', 'options', 'get'])
  })
})
