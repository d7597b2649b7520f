import type * as z from 'zod'

interface DescribedEvent {
  /** One sentence for the documents. */
  readonly summary?: string
}

/** An event type with one schema, which is its version 1. */
export interface EventOfOneVersion extends DescribedEvent {
  /**
   * What `data` must look like. Only shapes that JSON Schema can say: no transforms, no coercion.
   * What `.meta({ sensitive: true })` marks is masked wherever people look at events.
   */
  readonly schema: z.ZodType
  readonly versions?: never
}

/** An event type whose schema changed in a way that would have broken somebody. */
export interface EventOfVersions extends DescribedEvent {
  readonly schema?: never
  /**
   * Whole number → schema, side by side. An event says by its `dataschema` which one it is of,
   * `urn:omnibus:schema:<topic>:<type>:<version>`; without, it is of the oldest, so that to add one breaks no producer.
   */
  readonly versions: Readonly<Record<string, z.ZodType>>
}

/** One event type of a topic. */
export type EventDefinition = EventOfOneVersion | EventOfVersions

/** Who may publish to a restricted topic. An entry ends in `*` to match by its beginning. */
export interface PublisherRestriction {
  /**
   * ARNs of IAM users, and of IAM roles without their path, which AWS does not tell of those who have assumed one:
   * `arn:aws:iam::111122223333:role/shop`. They are held against whoever signs a request to the endpoint, or is at the
   * desk of `omnibus console --stage`; who signs in to a console on the web is none of them. At home, where nobody signs
   * in, the principal is `local` and always allowed.
   */
  readonly principals?: readonly string[]
  /** CloudEvents `source` values. */
  readonly sources?: readonly string[]
}

/** An SNS topic and what may be said on it. */
export interface TopicDefinition {
  /** Event type → definition. An event of another type is refused at publish. */
  readonly events: Readonly<Record<string, EventDefinition>>
  /**
   * Order within a partition key. SNS then requires FIFO queues throughout.
   * @default false
   */
  readonly ordered?: boolean
  /**
   * JSON Pointer into `data` that gives the message group when an event has no `partitionkey` extension.
   * @default - only the `partitionkey` extension
   */
  readonly partitionKey?: string
  /**
   * Message attributes for filtering, besides `type`, `source` and `subject`: name → JSON Pointer into `data`.
   * At most five.
   * @default - none
   */
  readonly attributes?: Readonly<Record<string, string>>
  /**
   * Bytes of a message, attributes included, 262,144–1,048,576. The data of larger events goes through S3. More than
   * the default costs a message more to publish, and a topic with it has at most 100 subscriptions.
   * @default 262144
   */
  readonly maximumMessageSize?: number
  /** @default - whoever may call the endpoint */
  readonly publishers?: PublisherRestriction
}

/** A filter policy on message attributes, in SNS's own language. */
export type FilterPolicy = Readonly<Record<string, readonly FilterCondition[]>>
export type FilterCondition = string | number | boolean | null | Readonly<Record<string, unknown>>

/** How often and how far apart a failed event is tried again. */
export interface RetryPolicy {
  /**
   * Times that the handler is started for one event before it becomes a dead letter. At most 50, and on an ordered topic
   * 1,000 divided by `batchSize`: SQS counts receives, which events that wait for others take, too.
   * @default 5
   */
  readonly maxAttempts?: number
  /** @default 1 */
  readonly minDelaySeconds?: number
  /** @default 300 */
  readonly maxDelaySeconds?: number
}

/** A DynamoDB table that a handler writes to. Strings are the default key type. */
export interface TableDefinition {
  readonly partitionKey: string
  readonly sortKey?: string
}

/** One subscriber of one topic: an SQS queue with its dead-letter queue, a filter and a consumer. */
export interface SubscriptionDefinition {
  readonly topic: string
  /** @default - every event type of the topic */
  readonly events?: readonly string[]
  /** Narrows further, by message attributes. @default - none */
  readonly filter?: FilterPolicy
  /** @default 'lambdas/consumers/<subscription>.ts' */
  readonly handler?: string
  /** The stack that holds the subscription's resources. @default 'main' */
  readonly group?: string
  /** Of one invocation, 1–900. @default 30 */
  readonly timeoutSeconds?: number
  /** @default 256 */
  readonly memoryMegabytes?: number
  /** At least 6 × the timeout, plus the batch window. @default - just that */
  readonly visibilityTimeoutSeconds?: number
  /** Messages per invocation: 1–10, or to 10,000 on a standard queue with a window. @default 10 */
  readonly batchSize?: number
  /** 0–300; not on ordered topics. @default 0 */
  readonly batchWindowSeconds?: number
  /** Invocations at a time, 2–1,000. @default 10 */
  readonly maximumConcurrency?: number
  readonly retry?: RetryPolicy
  /** Topics that the handler publishes to. @default - none */
  readonly publishes?: readonly string[]
  /** Tables that the handler uses: name → key schema. @default - none */
  readonly tables?: Readonly<Record<string, TableDefinition>>
  /** Environment variables of the handler. No secrets. @default - none */
  readonly environment?: Readonly<Record<string, string>>
}

/** How consumers write to the table of deliveries. */
export interface LedgerDefinition {
  /**
   * `item`: one call for each write. `partiql`: up to 25 writes in a call of `BatchExecuteStatement`, for the same price
   * and under the same conditions; it pays where batches are large.
   * @default 'item'
   */
  readonly batching?: 'item' | 'partiql'
}

export interface Topology {
  /** The bus, as it appears in resource names. */
  readonly name: string
  readonly topics: Readonly<Record<string, TopicDefinition>>
  readonly subscriptions: Readonly<Record<string, SubscriptionDefinition>>
  readonly ledger?: LedgerDefinition
  /** Origins of web pages that may call the endpoint, such as `https://shop.example.com`. @default - none */
  readonly browserOrigins?: readonly string[]
  /** A module that the local runner calls before and after the stack is up. @default - none */
  readonly home?: string
}

/** The keys of an object that are strings, as TypeScript sees them. */
type Name<T> = Extract<keyof T, string>

export type TopicName<T extends Topology> = Name<T['topics']>
export type SubscriptionName<T extends Topology> = Name<T['subscriptions']>
export type EventType<T extends Topology, Topic extends TopicName<T>> = Name<T['topics'][Topic]['events']>

type VersionsIn<Definition> = Definition extends { readonly versions: infer Versions }
  ? { readonly [Version in keyof Versions as `${Version & (string | number)}`]: Versions[Version] }
  : Definition extends { readonly schema: infer Schema }
    ? { readonly '1': Schema }
    : never
type Versions<T extends Topology, Topic extends TopicName<T>, Type extends EventType<T, Topic>> = VersionsIn<
  T['topics'][Topic]['events'][Type]
>

/** The versions of an event type's schema: '1' where it has only one. */
export type VersionOf<
  T extends Topology,
  Topic extends TopicName<T>,
  Type extends EventType<T, Topic>,
> = Name<Versions<T, Topic, Type>>

/** The `data` of an event type, of any version or of one, as JSON.parse gives it. */
export type EventData<
  T extends Topology,
  Topic extends TopicName<T>,
  Type extends EventType<T, Topic>,
  Version extends VersionOf<T, Topic, Type> = VersionOf<T, Topic, Type>,
> = InputOf<Versions<T, Topic, Type>[Version]>
type InputOf<Schema> = Schema extends z.ZodType ? z.input<Schema> : never

/** Counts up from 1 to the first that there is. */
type Oldest<Version extends string, Count extends 1[] = [1]> = `${Count['length']}` extends Version
  ? `${Count['length']}`
  : Oldest<Version, [...Count, 1]>

/** How a producer says of which version its data is: the oldest needs no word. */
export type DataSchemaOf<
  T extends Topology,
  Topic extends TopicName<T>,
  Type extends EventType<T, Topic>,
  Version extends VersionOf<T, Topic, Type>,
> = T['topics'][Topic]['events'][Type] extends { readonly versions: object }
  ? Version extends Oldest<VersionOf<T, Topic, Type>>
    ? { readonly dataschema?: `urn:omnibus:schema:${Topic}:${Type}:${Version}` }
    : { readonly dataschema: `urn:omnibus:schema:${Topic}:${Type}:${Version}` }
  : { readonly dataschema?: string }

/** The topic that a subscription is on. */
export type TopicOf<T extends Topology, S extends SubscriptionName<T>> = Extract<
  T['subscriptions'][S]['topic'],
  TopicName<T>
>

/** The event types that a subscription receives. */
export type EventTypeOf<T extends Topology, S extends SubscriptionName<T>> = T['subscriptions'][S] extends {
  readonly events: readonly (infer Type)[]
}
  ? Extract<Type, EventType<T, TopicOf<T, S>>>
  : EventType<T, TopicOf<T, S>>

/** The topics that a subscription's handler may publish to. */
export type PublishedTopicOf<
  T extends Topology,
  S extends SubscriptionName<T>,
> = T['subscriptions'][S] extends {
  readonly publishes: readonly (infer Topic)[]
}
  ? Extract<Topic, TopicName<T>>
  : never

/** Table name → physical name, as a handler sees it in `ctx.tables`. */
export type TablesOf<T extends Topology, S extends SubscriptionName<T>> = T['subscriptions'][S] extends {
  readonly tables: infer Tables
}
  ? { readonly [Table in keyof Tables]: string }
  : Record<never, string>

/** Variable → value, as a handler sees it in `ctx.env`. */
export type EnvironmentOf<T extends Topology, S extends SubscriptionName<T>> = T['subscriptions'][S] extends {
  readonly environment: infer Environment
}
  ? { readonly [Variable in keyof Environment]: string }
  : Record<never, string>
