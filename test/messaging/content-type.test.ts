import { describe, expect, it } from 'vitest'
import { isJson, isText, parseContentType } from '../../lib/messaging/content-type.ts'

describe('a content type', () => {
  it.each([
    ['application/json', 'application/json', undefined],
    ['Application/CloudEvents+JSON;Charset=UTF-8', 'application/cloudevents+json', 'utf-8'],
    ['text/plain ; x="a;charset=\\"b" ;\tcharset="ISO-8859-1" ', 'text/plain', 'iso-8859-1'],
  ])('%s is read', (text, mediaType, charset) => {
    expect(parseContentType(text)).toEqual({ mediaType, charset })
  })

  it.each([
    '',
    'json',
    'a/b/c',
    'text/',
    '/plain',
    'text/plain;',
    'text/plain;x',
    'text/plain; x=a b',
    'a b/c',
    'text/plain, text/html',
  ])('%j is none', (text) => {
    expect(parseContentType(text)).toBeUndefined()
  })

  it.each([
    [undefined, true],
    ['application/json; charset=utf-8', true],
    ['TEXT/JSON', true],
    ['application/vnd.x+json', true],
    ['application/json5', false],
    ['application/jsonp', false],
    ['json', false],
  ])('%s says JSON: %s', (text, json) => {
    expect(isJson(text)).toBe(json)
  })

  it.each([
    ['text/plain', true],
    ['text/html; charset="UTF-8"', true],
    ['application/xml', true],
    ['application/atom+xml', true],
    ['application/yaml; charset=utf-8', true],
    ['text/plain; charset=iso-8859-1', false],
    ['application/octet-stream', false],
    ['application/x-protobuf', false],
  ])('%s says text: %s', (text, isTextual) => {
    expect(isText(text)).toBe(isTextual)
  })
})
