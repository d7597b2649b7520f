import { describe, expect, it } from 'vitest'
import { crossOriginFields } from '../../lib/messaging/cross-origin.ts'
import { PASSING_KINDS, PROBLEM_KINDS, Problem } from '../../lib/messaging/problem.ts'

describe('a problem', () => {
  it('is a document of its kind', () => {
    const errors = [{ pointer: '/data', detail: 'is wrong' }]
    expect(new Problem('invalid-event', 'No.', errors).toDocument()).toEqual({
      ...{ type: 'urn:omnibus:problem:invalid-event', status: 400, title: 'The event is not valid' },
      ...{ detail: 'No.', errors },
    })
  })

  it('has no list of errors where there are none', () => {
    expect(new Problem('forbidden', 'No.').toDocument()).not.toHaveProperty('errors')
  })

  it('is an error with a cause and a name', () => {
    const cause = new Error('before')
    const problem = new Problem('unavailable', 'Later.', [], { cause })
    expect(problem).toMatchObject({ name: 'Problem', message: 'Later.', kind: 'unavailable', cause })
  })

  it('stays small, whatever it quotes', () => {
    const long = 'x'.repeat(2_000)
    const errors = Array.from({ length: 30 }, () => ({ pointer: long, detail: long }))
    const document = new Problem('invalid-event', long, errors).toDocument()
    expect(document.detail).toBe(`${'x'.repeat(999)}…`)
    expect(document.errors).toHaveLength(20)
    expect(document.errors?.[19]).toEqual({ pointer: document.detail, detail: document.detail })
  })

  it('is the same in few words', () => {
    const cause = new Error('before')
    const error = { pointer: `/${'p'.repeat(80)}`, detail: 'd'.repeat(80) }
    const brief = new Problem('key-reused', 'm'.repeat(80), [error, error], { cause }).brief()
    expect(brief).toMatchObject({ kind: 'key-reused', cause, message: `${'m'.repeat(59)}…` })
    expect(brief.errors).toEqual([{ pointer: `/${'p'.repeat(58)}…`, detail: `${'d'.repeat(59)}…` }])
  })

  it('says when to come back only where that can help', () => {
    for (const kind of PASSING_KINDS) expect([409, 429, 503]).toContain(PROBLEM_KINDS[kind].status)
  })
})

describe('an answer', () => {
  const origins = ['https://shop.example']

  it('may be read by a page of a declared origin', () => {
    expect(crossOriginFields(origins, 'https://shop.example')).toEqual({
      vary: 'Origin',
      'access-control-allow-origin': 'https://shop.example',
      'access-control-expose-headers':
        'Location, Retry-After, Idempotency-Replayed, RateLimit, RateLimit-Policy',
    })
  })

  it.each([undefined, 'https://other.example'])('may not be read by %s, and is kept apart', (origin) => {
    expect(crossOriginFields(origins, origin)).toEqual({ vary: 'Origin' })
  })

  it('says nothing of origins where none are declared', () => {
    expect(crossOriginFields([], 'https://shop.example')).toEqual({})
  })
})
