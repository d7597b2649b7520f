import { isJson } from '../../../lib/messaging/content-type.ts'
import { toEnvelope } from '../../../lib/messaging/envelope.ts'
import type { Event } from '../../../lib/messaging/event.ts'
import { REFUSED_BY_SQS } from '../../../lib/messaging/sqs-characters.ts'

/** One event on its way over HTTP. */
export interface EventMessage {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array<ArrayBuffer>
}

export type Mode = 'structured' | 'batched' | 'binary'

/** Each way to say the same event, written by hand. */
export const inMode: Readonly<Record<Mode, (event: Event) => EventMessage>> = { structured, batched, binary }

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

function structured(event: Event): EventMessage {
  return { headers: { 'content-type': 'application/cloudevents+json' }, body: bytes(toEnvelope(event)) }
}

function batched(event: Event): EventMessage {
  const headers = { 'content-type': 'application/cloudevents-batch+json' }
  return { headers, body: bytes(`[${toEnvelope(event)}]`) }
}

/** @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#3132-http-header-values */
function binary({ attributes: { datacontenttype, ...attributes }, data }: Event): EventMessage {
  const encoded = Object.entries({ specversion: '1.0', ...attributes }).map(([name, value]) => [
    `ce-${name}`,
    String(value).replace(/[^!#$&-~]/gu, encodeURIComponent),
  ])
  const headers = Object.fromEntries(encoded) as Record<string, string>
  const body =
    data === undefined
      ? new Uint8Array()
      : 'base64' in data
        ? Uint8Array.from(Buffer.from(data.base64, 'base64'))
        : bytes(isJson(datacontenttype) ? data.json : (JSON.parse(data.json) as string))
  return {
    headers: datacontenttype === undefined ? headers : { ...headers, 'content-type': datacontenttype },
    body,
  }
}

/**
 * What arrives of an event. In binary mode extensions are strings, and a body without bytes is no data. JSON keeps its
 * text but for space around it and for characters that SQS refuses, which are escaped on the way.
 */
export function arriving(mode: Mode, event: Event): Event {
  const attributes = mode === 'binary' ? asStrings(event.attributes) : event.attributes
  const { data } = event
  const isEmptyBody = mode === 'binary' && inMode.binary(event).body.length === 0
  if (!data || isEmptyBody) return { attributes }
  return { attributes, data: 'json' in data ? { json: escaped(data.json.trim()) } : data }
}

function asStrings(attributes: Event['attributes']): Event['attributes'] {
  const strings = Object.entries(attributes).map(([name, value]) => [name, String(value)])
  return Object.fromEntries(strings) as unknown as Event['attributes']
}

const escaped = (json: string): string =>
  json.replace(REFUSED_BY_SQS, (character) => `\\u${character.charCodeAt(0).toString(16)}`)
