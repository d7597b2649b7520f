import { digest } from './digest.ts'
import type { NewEvent } from './new-event.ts'

/** An event as every attempt sends it. */
export interface WrittenEvent {
  /** CloudEvents JSON. */
  readonly text: string
  /** The idempotency key of the call that it is of. */
  readonly key: string
}

/** The call that an event is of, and what fills the event's gaps. */
export interface Call {
  readonly topic: string
  readonly key: string
  readonly source: string
  readonly time: string
}

/**
 * Writes an event with an id made of the call's key and its place in the call. Whoever repeats the call with its key,
 * after a crash even, publishes the same event: consumers know it by source and id when nobody else does.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export async function writeEvent(event: NewEvent, call: Call, index = 0): Promise<WrittenEvent> {
  const { data, extensions, ...attributes } = event
  const source = attributes.source ?? call.source
  const text = JSON.stringify({
    specversion: '1.0',
    time: call.time,
    ...extensions,
    ...attributes,
    source,
    id: attributes.id ?? (await digest([source, call.topic, call.key, String(index)])),
    ...(ArrayBuffer.isView(data) ? { data_base64: base64(data) } : { data }),
  })
  return { text, key: call.key }
}

function base64({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength)
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
