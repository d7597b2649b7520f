import { describe, expect, it } from 'vitest'
import { eventFromPlain } from '../../../lib/messaging/publish/event-from-plain.ts'

describe('a plain event', () => {
  it('keeps its idempotency key out of its attributes', () => {
    const { attributes, idempotencyKey } = eventFromPlain('{"type":"t","data":{},"idempotencykey":"k"}')
    expect(idempotencyKey).toBe('k')
    expect(attributes).toEqual({ type: 't' })
  })
})
