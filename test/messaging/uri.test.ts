import { describe, expect, it } from 'vitest'
import { isUri, isUriReference } from '../../lib/messaging/uri.ts'

describe('RFC 3986', () => {
  it.each([
    'https://github.com/cloudevents',
    'mailto:cncf-wg-serverless@lists.cncf.io',
    'urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66',
    'http://user:secret@[2001:db8::7]:80/path;x=1?query#fragment',
    'a:b:c',
  ])('calls %s a URI', (text) => {
    expect([isUri(text), isUriReference(text)]).toEqual([true, true])
  })

  it.each([
    '/cloudevents/spec/pull/123',
    '1-555-123-4567',
    '../up',
    './a:b',
    '?query',
    '//host/path',
    '%7Euser',
  ])('calls %s a reference, but no URI by itself', (text) => {
    expect([isUri(text), isUriReference(text)]).toEqual([false, true])
  })

  it.each([
    'two words',
    '1:2',
    ':',
    '%zz',
    '%4',
    'é',
    'a"b',
    '<a>',
    'http://[::1',
    '//a:b:c',
    'a\\b',
    '{id}',
  ])('calls %s neither', (text) => {
    expect([isUri(text), isUriReference(text)]).toEqual([false, false])
  })
})
