import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { checkJson } from '../../console/src/schema/check-json.ts'

const SCHEMA = z.toJSONSchema(
  z.object({
    orderId: z.string().regex(/^order-\d+$/),
    card: z.number(),
    lines: z.array(z.object({ sku: z.string().min(1), quantity: z.int().positive() })).min(1),
  }),
)

const GOOD = { orderId: 'order-1', card: 4, lines: [{ sku: 'moka-pot', quantity: 1 }] }

describe('data that one types', () => {
  it('has nothing wrong when it fits its schema', () => {
    expect(checkJson(JSON.stringify(GOOD), SCHEMA)).toEqual([])
  })

  it('is told where it does not fit, and only what is really wrong', () => {
    const bad = { ...GOOD, orderId: '1', lines: [{ quantity: 0 }] }
    expect(checkJson(JSON.stringify(bad), SCHEMA)).toEqual([
      { pointer: '/orderId', detail: 'does not match ^order-\\d+$' },
      { pointer: '/lines/0/sku', detail: 'is missing' },
      { pointer: '/lines/0/quantity', detail: 'is not more than 0' },
    ])
  })

  it('is not judged where it is masked', () => {
    const json = JSON.stringify({ ...GOOD, card: 'masked:0123456789ab' })
    expect(checkJson(json, SCHEMA)).toHaveLength(1)
    expect(checkJson(json, SCHEMA, ['/card'])).toEqual([])
  })

  it('must be JSON, schema or not', () => {
    expect(checkJson('{"a":', undefined)).toEqual([
      { pointer: '', detail: expect.stringContaining('not JSON') },
    ])
    expect(checkJson('{"any":"thing"}', undefined)).toEqual([])
  })

  it('may have keys that no URI holds', () => {
    const strict = z.toJSONSchema(z.strictObject({}))
    expect(checkJson('{"\\ud800":1}', strict)).toMatchObject([
      { detail: expect.stringContaining('by the desk') },
    ])
    expect(checkJson('{"a/b~% #":1}', strict)).toMatchObject([{ pointer: '/a~1b~0% #' }])
  })

  it('names a few mistakes of very many', () => {
    const lines = Array.from({ length: 500 }, () => ({ sku: '', quantity: 0 }))
    expect(checkJson(JSON.stringify({ ...GOOD, lines }), SCHEMA)).toHaveLength(20)
  })
})
