import { request as httpRequest } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { type CloudEvent, HTTP, type Message } from 'cloudevents'

/** What is sent to the endpoint. Headers as a list go out as they are written, repeated ones too. */
export interface EventRequest {
  readonly headers: Readonly<Record<string, string>> | readonly (readonly [string, string])[]
  readonly body: string | Uint8Array
}

export const TYPE = 'com.example.someevent'
export const SOURCE = '/mycontext'
/** What every event must have, as headers and as members. Each row is an event of its own. */
export const newId = (): string => crypto.randomUUID()

/** Binary mode, by hand. */
export function binary(
  headers: Readonly<Record<string, string>> = {},
  body: string | Uint8Array = '',
): EventRequest {
  const required = { 'ce-specversion': '1.0', 'ce-id': newId(), 'ce-source': SOURCE, 'ce-type': TYPE }
  return { headers: { ...required, ...headers }, body: typeof body === 'string' ? bytes(body) : body }
}

/** The members that an event must have, and more. */
export function event(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { specversion: '1.0', id: newId(), source: SOURCE, type: TYPE, ...more }
}

/** Structured mode, by hand. */
export function structured(
  more: Readonly<Record<string, unknown>> = {},
  contentType = 'application/cloudevents+json',
): EventRequest {
  return { headers: { 'content-type': contentType }, body: JSON.stringify(event(more)) }
}

/** Structured mode with members that JSON.stringify would not write like this. */
export function written(members: string): EventRequest {
  const json = JSON.stringify(event())
  return {
    headers: { 'content-type': 'application/cloudevents+json' },
    body: `${json.slice(0, -1)},${members}}`,
  }
}

export function batch(events: readonly unknown[]): EventRequest {
  return {
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  }
}

/** As the SDK writes it. */
export function bySdk(mode: 'binary' | 'structured', cloudEvent: CloudEvent<unknown>): EventRequest {
  const { headers, body = '' }: Message = HTTP[mode](cloudEvent)
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return { headers: Object.fromEntries(texts), body: body as string | Uint8Array }
}

/** Without the content type that fetch adds to a string. */
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export async function send(url: string, { headers, body }: EventRequest): Promise<Response> {
  if (!Array.isArray(headers)) {
    return fetch(url, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: typeof body === 'string' ? bytes(body) : Uint8Array.from(body),
    })
  }
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  const fields = [...headers, ['content-length', String(Buffer.byteLength(body))]].flat()
  httpRequest(url, { method: 'POST', headers: ['host', new URL(url).host, ...fields] }, async (answer) => {
    resolve(new Response(await buffer(answer), { status: answer.statusCode ?? 0 }))
  })
    .on('error', reject)
    .end(body)
  return promise
}
