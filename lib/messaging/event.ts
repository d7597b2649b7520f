/** A CloudEvents attribute as JSON writes it. */
export type AttributeValue = string | number | boolean

/** The context attributes of an event, extensions included. `specversion` is always 1.0 and not repeated here. */
export interface EventAttributes {
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject?: string
  readonly time?: string
  readonly datacontenttype?: string
  readonly dataschema?: string
  readonly partitionkey?: string
  readonly traceparent?: string
  readonly tracestate?: string
  readonly causationid?: string
  readonly [extension: string]: AttributeValue | undefined
}

/**
 * The data of an event as it was written: JSON source text, so that no number is rounded and no byte is lost on the
 * way; other text as a JSON string; base64 for all other bytes.
 */
export type EventData = { readonly json: string } | { readonly base64: string }

/**
 * A CloudEvents 1.0 event.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export interface Event {
  readonly attributes: EventAttributes
  readonly data?: EventData
}

/** The data as a program sees it: a parsed JSON value, text, bytes, or undefined. */
export function dataValue(event: Event): unknown {
  if (!event.data) return undefined
  return 'json' in event.data
    ? JSON.parse(event.data.json)
    : Uint8Array.from(Buffer.from(event.data.base64, 'base64'))
}
