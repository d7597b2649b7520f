import type { Topology } from './types.ts'

/**
 * The physical names, spelled here and nowhere else. Only topics, the ledger, the bucket and the key have one, so that stacks and
 * functions refer to them without exports; a queue keeps CloudFormation's name, so that it can be replaced.
 */
export function topicName(topology: Topology, stage: string, topic: string): string {
  const ordered = topology.topics[topic]?.ordered ?? false
  return `${topology.name}-${stage}-${topic}${ordered ? '.fifo' : ''}`
}

export function ledgerName(topology: Topology, stage: string): string {
  return `${topology.name}-${stage}-ledger`
}

/** Of what operators did. */
export function auditTableName(topology: Topology, stage: string): string {
  return `${topology.name}-${stage}-audit`
}

/** Of the key, by which stacks and functions know it. */
export function keyAlias(topology: Topology, stage: string): string {
  return `alias/${topology.name}-${stage}`
}

/** Of the bucket, whose name must be the only one of its kind in all of AWS. */
export function claimBucketName(
  topology: Topology,
  stage: string,
  { account, region }: { readonly account: string; readonly region: string },
): string {
  return `${topology.name}-${stage}-${account}-${region}`
}

/** Where in the bucket the data of large events is. */
export const CLAIM_PREFIX = 'claims/'

/** The sparse index of the ledger that lists a subscription's dead letters by time. */
export const DEAD_LETTER_INDEX = 'dead-letters'

export function coreStackName(topology: Topology, stage: string): string {
  return `${topology.name}-${stage}`
}

export function groupStackName(topology: Topology, stage: string, group: string): string {
  return `${topology.name}-${stage}-${group}`
}

/** The canary has a stack as a group has, which is deployed after all of them; no group has its name. */
export const CANARY_GROUP = 'canary'

/** The group whose stack would have the name of the console's. */
export const CONSOLE_GROUP = 'console'

/** Of the operator's desk on the web, in stages that have one. */
export function consoleStackName(topology: Topology, stage: string): string {
  return groupStackName(topology, stage, CONSOLE_GROUP)
}

/**
 * The logical id of something that the topology names: `order-status`, `Table` → `OrderStatusTable`. Different names
 * give different ids. Ids are part of the contract: another id replaces the resource.
 */
export function logicalId(name: string, kind: string): string {
  return name.replace(/^[a-z]|-[a-z]/g, (start) => start.slice(-1).toUpperCase()) + kind
}

/** The outputs of the stacks, by which tools find what has no name of its own. */
export const OUTPUTS = {
  apiUrl: 'ApiUrl',
  ledgerTable: 'LedgerTable',
  auditTable: 'AuditTable',
  canaryFunction: 'CanaryFunction',
  metricsNamespace: 'MetricsNamespace',
  /** Log group of the function that publishes. */
  publishLogs: 'PublishLogs',
  consoleUrl: 'ConsoleUrl',
  userPoolId: 'UserPoolId',
  topicArn: (topic: string) => logicalId(topic, 'TopicArn'),
  queueUrl: (subscription: string) => logicalId(subscription, 'QueueUrl'),
  /** Not `…QueueUrl`: that of 'x' would be the queue of 'x-dead-letter'. */
  deadLetterQueueUrl: (subscription: string) => logicalId(subscription, 'DeadLettersUrl'),
  /** Log group of the consumer. */
  consumerLogs: (subscription: string) => logicalId(subscription, 'ConsumerLogs'),
  /** Of what SNS could not bring to the queue. */
  undeliveredQueueUrl: (subscription: string) => logicalId(subscription, 'UndeliveredUrl'),
} as const
