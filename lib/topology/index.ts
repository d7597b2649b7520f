export { defineTopology } from './define-topology.ts'
export { TopologyError } from './topology-error.ts'
export type { FilterPolicy, SubscriptionDefinition, TopicDefinition, Topology } from './types.ts'
