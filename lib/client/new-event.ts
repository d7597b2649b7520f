import type { DataSchemaOf, EventData, EventType, TopicName, Topology, VersionOf } from '../topology/types.ts'

/** What a producer says. Names are those of CloudEvents 1.0; what is left out is filled in. */
export interface NewEvent<Type extends string = string, Data = unknown> {
  readonly type: Type
  /** JSON, or bytes where the topic's schema is of bytes. */
  readonly data: Data
  /** @default - derived from source, topic and idempotency key: a repeated call is the same event */
  readonly id?: string
  /** @default - the client's */
  readonly source?: string
  readonly subject?: string
  /** RFC 3339. @default - now */
  readonly time?: string
  /** What order is kept within, on ordered topics. */
  readonly partitionkey?: string
  readonly datacontenttype?: string
  readonly dataschema?: string
  readonly traceparent?: string
  readonly tracestate?: string
  /** Attributes of your own; names of lower-case letters and digits. */
  readonly extensions?: Readonly<Record<string, string | number | boolean>>
}

/** An event of a topic: the type of its data follows from its event type. */
export type NewEventOf<T extends Topology, Topic extends TopicName<T>> = {
  [Type in EventType<T, Topic>]: {
    [Version in VersionOf<T, Topic, Type>]: NewEvent<Type, EventData<T, Topic, Type, Version>> &
      DataSchemaOf<T, Topic, Type, Version>
  }[VersionOf<T, Topic, Type>]
}[EventType<T, Topic>]
