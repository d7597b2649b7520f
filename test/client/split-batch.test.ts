import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitBatch } from '../../lib/client/split-batch.ts'

const LIMIT = 4 * 1024 * 1024
const bytes = (part: readonly { readonly text: string }[]): number =>
  new TextEncoder().encode(`[${part.map(({ text }) => text).join(',')}]`).length

describe('a batch that is split', () => {
  it('keeps every event in order, in parts that the endpoint takes, none of which could hold the next event too', () => {
    const event = fc
      .record({
        size: fc.oneof(fc.nat(100), fc.integer({ min: 1_000_000, max: 5_000_000 })),
        wide: fc.boolean(),
      })
      .map(({ size, wide }) => ({ text: wide ? 'é'.repeat(size / 2) : 'e'.repeat(size) }))
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        const parts = splitBatch(events)
        expect(parts.flat()).toEqual(events)
        for (const [index, part] of parts.entries()) {
          expect(part.length === 1 || bytes(part) <= LIMIT).toBe(true)
          const next = parts[index + 1]?.[0]
          if (next) expect(bytes([...part, next])).toBeGreaterThan(LIMIT)
        }
      }),
      { numRuns: 40, seed: 3 },
    )
  })

  it('has parts of at most 1,000 events', () => {
    const events = Array.from({ length: 2_001 }, (_, index) => ({ text: String(index) }))
    expect(splitBatch(events).map(({ length }) => length)).toEqual([1_000, 1_000, 1])
  })
})
