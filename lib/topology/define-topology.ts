import type { SubscriptionDefinition, TopicDefinition, Topology } from './types.ts'

type Topics = Readonly<Record<string, TopicDefinition>>

/** A subscription whose names are checked against the topics while you type. */
type SubscriptionTo<T extends Topics> = {
  [Topic in Extract<keyof T, string>]: SubscriptionDefinition & {
    readonly topic: Topic
    readonly events?: readonly Extract<keyof T[Topic]['events'], string>[]
    readonly publishes?: readonly Extract<keyof T, string>[]
  }
}[Extract<keyof T, string>]

/** A topology whose topics and subscriptions keep their literal types. */
type Declaration<T, S> = Omit<Topology, 'topics' | 'subscriptions'> & {
  readonly topics: T
  readonly subscriptions: S
}

/**
 * The one declaration of a bus: everything else (stacks, validation, consumers' types, documents) is read from it.
 * Plain data; every literal keeps its type. Its mistakes are told when stacks are made of it and when a command reads
 * it, not when a function starts, which would wait for that.
 *
 * @example
 * export const topology = defineTopology({
 *   name: 'shop',
 *   topics: { orders: { events: { 'order.placed': { schema: z.object({ orderId: z.string() }) } } } },
 *   subscriptions: { billing: { topic: 'orders', events: ['order.placed'] } },
 * })
 */
export function defineTopology<
  const T extends Topics,
  const S extends Readonly<Record<string, SubscriptionTo<T>>>,
>(definition: Declaration<T, S>): Declaration<T, S> {
  return definition
}
