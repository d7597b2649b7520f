import { describe, expect, it } from 'vitest'
import type { Event } from '../../../lib/messaging/event.ts'
import { Problem } from '../../../lib/messaging/problem.ts'
import { checkAttributeLimits } from '../../../lib/messaging/publish/attribute-limits.ts'
import { parseRequest } from '../../../lib/messaging/publish/parse-request.ts'

const MB = 1_000_000
const STRUCTURED = 'application/cloudevents+json'
const BATCHED = 'application/cloudevents-batch+json'
const PLAIN = 'application/json'
const event = (more: string, source = '/s'): string =>
  `{"specversion":"1.0","id":"1","source":"${source}","type":"t"${more}}`
const list = (count: number, item: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => item(index)).join(',')

/** Runs everything that is done with a request before anything is made of its events. */
function read(contentType: string, body: string | Uint8Array): void {
  const headers = { 'content-type': contentType }
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const request = { headers, path: {}, query: {}, body: bytes, principal: 'local', remainingMilliseconds: 0 }
  try {
    const { entries } = parseRequest(request)
    for (const entry of entries) if (!(entry instanceof Problem)) checkAttributeLimits(entry as Event)
  } catch (error) {
    expect(error).toBeInstanceOf(Problem)
  }
}

describe('a megabyte is read or refused at once, if it is', () => {
  it.each([
    ['open brackets', PLAIN, '['.repeat(MB)],
    ['open objects', STRUCTURED, '{"a":'.repeat(MB / 5)],
    ['commas', BATCHED, ','.repeat(MB)],
    ['quotes', PLAIN, '"'.repeat(MB)],
    ['escapes', PLAIN, `"${'\\'.repeat(MB)}`],
    ['space', PLAIN, `${' '.repeat(MB)}x`],
    ['members', STRUCTURED, event(`,${list(90_000, (index) => `"k${index}":1`)}`)],
    ['the same member', STRUCTURED, event(',"a":1'.repeat(MB / 6))],
    ['a subject', STRUCTURED, event(`,"subject":"${'é'.repeat(MB / 2)}"`)],
    ['a source', STRUCTURED, event('', `${'/a:'.repeat(MB / 3)} `)],
    ['a time', STRUCTURED, event(`,"time":"2020-01-01T00:00:00.${'1'.repeat(MB)}x"`)],
    ['a content type', STRUCTURED, event(`,"datacontenttype":"a/b${";a='b'".repeat(MB / 6)} ;"`)],
    ['base64', STRUCTURED, event(`,"data_base64":"${'A'.repeat(MB)}"`)],
    ['almost base64', STRUCTURED, event(`,"data_base64":"${'A'.repeat(MB)}!"`)],
    ['values', PLAIN, `{"type":"t","data":[${list(99_000, () => '"12345678"')}]}`],
    ['prototypes', STRUCTURED, event(`,"data":[${list(80_000, () => '"__proto__"')}]`)],
    ['events that are none', BATCHED, `[${list(1_000, () => `{"a":"${'b'.repeat(990)}"}`)}]`],
    ['zeros', STRUCTURED, new Uint8Array(MB)],
    ['bytes that are no text', PLAIN, new Uint8Array(MB).fill(0xff)],
  ])('%s', (_name, contentType, body) => {
    const milliseconds = [1, 2, 3].map(() => {
      const start = performance.now()
      read(contentType, body)
      return performance.now() - start
    })
    expect(Math.min(...milliseconds)).toBeLessThan(500)
  })
})
