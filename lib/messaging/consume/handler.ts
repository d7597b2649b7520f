import type {
  DataSchemaOf,
  EnvironmentOf,
  EventData,
  EventType,
  EventTypeOf,
  PublishedTopicOf,
  SubscriptionName,
  TablesOf,
  TopicName,
  TopicOf,
  Topology,
  VersionOf,
} from '../../topology/types.ts'
import type { EventAttributes } from '../event.ts'
import type { Logger } from '../ports.ts'

/** An event as a handler sees it. */
export type ReceivedEvent<
  Type extends string = string,
  Data = unknown,
  Version extends string = string,
> = EventAttributes & {
  readonly type: Type
  /** Which of the declared versions of its schema `data` is of: '1' where there is only one. */
  readonly dataVersion: Version
  /** Parsed JSON; a string where the data is other text, such as XML; else bytes. */
  readonly data: Data
  /** JSON data as the producer wrote it: for numbers beyond double precision, signatures and archives. */
  readonly dataText?: string
}

/** An event that a handler publishes. Its id is derived, so that a repeated attempt publishes the same event. */
export interface EventToPublish<Topic extends string = string, Type extends string = string, Data = unknown> {
  readonly topic: Topic
  readonly type: Type
  readonly data: Data
  readonly subject?: string
  readonly partitionkey?: string
  /** Where the type has several versions: which one this is of. @default - the oldest */
  readonly dataschema?: string
}

export interface HandlerContext<
  Item = unknown,
  Published = EventToPublish,
  Tables = unknown,
  Environment = unknown,
> {
  readonly logger: Logger
  /** 1 for the first start of this round. */
  readonly attempt: number
  /** Aborts before the function runs out of time. Pass it on to whatever waits. */
  readonly signal: AbortSignal
  /** The same in every attempt of this event in this subscription: pass it on to what is not in the ledger's transaction. */
  readonly idempotencyKey: string
  /** Table name → physical name. */
  readonly tables: Tables
  readonly env: Environment
  /** Publishes an event that this one caused. Must come before `commit`. */
  publish(event: Published): Promise<void>
  /**
   * Ends the delivery: the items (at most 99) and the ledger's record in one transaction, applied once per
   * subscription and event.
   * @throws CommitRefused when an item's condition does not hold, LeaseLost when another delivery took over
   */
  commit(items: readonly Item[]): Promise<void>
}

export type Handler = (event: ReceivedEvent, context: HandlerContext) => Promise<void>

type PublishableOf<T extends Topology, S extends SubscriptionName<T>> = {
  [Topic in PublishedTopicOf<T, S>]: {
    [Type in EventType<T, Topic>]: {
      [Version in VersionOf<T, Topic, Type>]: EventToPublish<
        Topic,
        Type,
        EventData<T, Topic, Type, Version>
      > &
        DataSchemaOf<T, Topic, Type, Version>
    }[VersionOf<T, Topic, Type>]
  }[EventType<T, Topic>]
}[PublishedTopicOf<T, S>]

/** Where the type has several versions, `dataVersion` tells them, and the types of their data, apart. */
type ReceivedEventOf<T extends Topology, Topic extends TopicName<T>, Type extends EventType<T, Topic>> = {
  [Version in VersionOf<T, Topic, Type>]: ReceivedEvent<Type, EventData<T, Topic, Type, Version>, Version>
}[VersionOf<T, Topic, Type>]

/** One handler for each event type of a subscription: none missing, none too many. */
export type Handlers<T extends Topology, S extends SubscriptionName<T>, Item = unknown> = {
  readonly [Type in EventTypeOf<T, S>]: (
    event: ReceivedEventOf<T, TopicOf<T, S>, Type>,
    context: HandlerContext<Item, PublishableOf<T, S>, TablesOf<T, S>, EnvironmentOf<T, S>>,
  ) => Promise<void>
}
