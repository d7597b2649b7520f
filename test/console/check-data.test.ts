import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { checkData } from '../../console/src/pages/dead-letter/check-data.ts'

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
    expect(checkData(JSON.stringify(GOOD), SCHEMA)).toEqual([])
  })

  it('is told where it does not fit, and only what is really wrong', () => {
    const bad = { ...GOOD, orderId: '1', lines: [{ quantity: 0 }] }
    expect(checkData(JSON.stringify(bad), SCHEMA)).toEqual([
      { pointer: '/orderId', detail: expect.stringContaining('pattern') },
      { pointer: '/lines/0', detail: expect.stringContaining('"sku"') },
      { pointer: '/lines/0/quantity', detail: '0 is not greater than 0.' },
    ])
  })

  it('is not judged where it is masked', () => {
    const json = JSON.stringify({ ...GOOD, card: 'masked:0123456789ab' })
    expect(checkData(json, SCHEMA)).toHaveLength(1)
    expect(checkData(json, SCHEMA, ['/card'])).toEqual([])
  })

  it('must be JSON, schema or not', () => {
    expect(checkData('{"a":', undefined)).toEqual([
      { pointer: '', detail: expect.stringContaining('not JSON') },
    ])
    expect(checkData('{"any":"thing"}', undefined)).toEqual([])
  })

  it('may have keys that no URI holds', () => {
    const strict = z.toJSONSchema(z.strictObject({}))
    expect(checkData('{"\\ud800":1}', strict)).toMatchObject([
      { detail: expect.stringContaining('Only the desk') },
    ])
    expect(checkData('{"a/b~% #":1}', strict)).toMatchObject([{ pointer: '/a~1b~0% #' }])
  })

  it('names a few mistakes of very many', () => {
    const lines = Array.from({ length: 500 }, () => ({ sku: '', quantity: 0 }))
    expect(checkData(JSON.stringify({ ...GOOD, lines }), SCHEMA)).toHaveLength(20)
  })
})
