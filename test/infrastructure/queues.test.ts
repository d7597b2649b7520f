import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import { deployedFilterPolicy } from '../../lib/topology/filter-policy.ts'
import { type SubscriptionSettings, subscriptionSettings } from '../../lib/topology/settings.ts'
import type { Topology } from '../../lib/topology/types.ts'
import { topology as webhooks } from '../fixtures/github/topology.ts'
import { anyTopology } from '../topology/support/any-topology.ts'
import { type Resource, type Synthesized, spelled, synthesized } from './support/synthesized.ts'

interface Deployed {
  readonly settings: SubscriptionSettings
  readonly stack: Synthesized
  readonly function: Resource
  readonly mapping: Resource
  readonly queue: Resource
  readonly deadLetterQueue: Resource
  readonly link: Resource
  readonly undelivered: Resource
}

/** Every subscription with its resources, found as AWS finds them: by following the references from the function. */
function subscriptions(topology: Topology): Deployed[] {
  return synthesized(topology)
    .slice(1)
    .flatMap((stack) =>
      stack.ofType('AWS::Lambda::EventSourceMapping').map((mapping) => ({ stack, mapping })),
    )
    .map(({ stack, mapping }) => {
      const target = stack.target(mapping.Properties['FunctionName'])
      const name = /for '(.+)'/.exec(String(target.Properties['Description']))?.[1] ?? ''
      const queue = stack.target(mapping.Properties['EventSourceArn'])
      const link = only(
        stack
          .ofType('AWS::SNS::Subscription')
          .filter(({ Properties }) => stack.target(Properties['Endpoint']).id === queue.id),
      )
      return {
        settings: subscriptionSettings(topology, name),
        stack,
        function: target,
        mapping,
        queue,
        deadLetterQueue: stack.target(redriveOf(queue).deadLetterTargetArn),
        link,
        undelivered: stack.target(redriveOf(link).deadLetterTargetArn),
      }
    })
}

function only<T>(found: readonly T[]): T {
  expect(found).toHaveLength(1)
  return found[0] as T
}

function redriveOf({ Properties }: Resource) {
  return Properties['RedrivePolicy'] as { deadLetterTargetArn: unknown; maxReceiveCount?: number }
}

function policyOf(stack: Synthesized, queue: Resource): Record<string, unknown>[] {
  const policies = stack
    .ofType('AWS::SQS::QueuePolicy')
    .filter(
      ({ Properties }) => spelled((Properties['Queues'] as unknown[])[0]) === spelled({ Ref: queue.id }),
    )
  return (only(policies).Properties['PolicyDocument'] as { Statement: Record<string, unknown>[] }).Statement
}

/** What holds for the queues of every topology. */
const FACTS: Readonly<Record<string, (deployed: Deployed, topology: Topology) => void>> = {
  'a queue has a dead-letter queue of its own, as its settings say': ({ queue, settings, ...others }) => {
    expect(redriveOf(queue).maxReceiveCount).toBe(settings.maxReceiveCount)
    expect(others.deadLetterQueue.id).not.toBe(queue.id)
    expect(redriveOf(others.deadLetterQueue)).toBeUndefined()
  },
  'a subscription has another dead-letter queue, for what SNS cannot deliver': (deployed) => {
    const { queue, deadLetterQueue, undelivered } = deployed
    expect(new Set([queue.id, deadLetterQueue.id, undelivered.id]).size).toBe(3)
    expect(redriveOf(undelivered)).toBeUndefined()
  },
  'a dead letter outlives the message it was': ({ queue, deadLetterQueue, undelivered }) => {
    const retention = ({ Properties }: Resource) => Number(Properties['MessageRetentionPeriod'])
    expect(retention(deadLetterQueue)).toBeGreaterThan(retention(queue))
    expect(retention(undelivered)).toBe(retention(deadLetterQueue))
  },
  'visibility is at least six timeouts of the function and the window': (deployed) => {
    const { queue, mapping, function: consumer } = deployed
    const timeout = Number(consumer.Properties['Timeout'])
    const window = Number(mapping.Properties['MaximumBatchingWindowInSeconds'] ?? 0)
    expect(Number(queue.Properties['VisibilityTimeout'])).toBeGreaterThanOrEqual(6 * timeout + window)
  },
  'the net of maxReceiveCount closes well before retention does': ({ queue }) => {
    const { VisibilityTimeout, MessageRetentionPeriod } = queue.Properties
    const longest = Number(VisibilityTimeout) * (redriveOf(queue).maxReceiveCount ?? 0)
    expect(longest).toBeLessThanOrEqual(Number(MessageRetentionPeriod) / 2)
  },
  'all three queues are FIFO where the topic is ordered, with limits for each group, and else are not': (
    deployed,
  ) => {
    const { settings, queue, deadLetterQueue, undelivered } = deployed
    const fifo = {
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    }
    for (const { Properties } of [queue, deadLetterQueue, undelivered]) {
      const { FifoQueue, DeduplicationScope, FifoThroughputLimit } = Properties
      expect({ FifoQueue, DeduplicationScope, FifoThroughputLimit }).toEqual(settings.ordered ? fifo : {})
    }
  },
  'all three queues are encrypted, take TLS only and keep the name that CloudFormation gives': (deployed) => {
    for (const queue of [deployed.queue, deployed.deadLetterQueue, deployed.undelivered]) {
      expect(queue.Properties).toMatchObject({ SqsManagedSseEnabled: true })
      expect(queue.Properties).not.toHaveProperty('QueueName')
      expect(policyOf(deployed.stack, queue)).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Action: 'sqs:*',
          Principal: { AWS: '*' },
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      )
    }
  },
  'SNS alone may send, and only for the topic; nobody may send to the dead-letter queue': (
    deployed,
    topology,
  ) => {
    const { stack, queue, undelivered, deadLetterQueue, settings } = deployed
    const allowed = (of: Resource) => policyOf(stack, of).filter(({ Effect }) => Effect === 'Allow')
    for (const target of [queue, undelivered]) {
      const statement = only(allowed(target))
      const { Condition } = statement as { Condition: { ArnEquals: Record<string, unknown> } }
      expect(statement).toMatchObject({
        Action: 'sqs:SendMessage',
        Principal: { Service: 'sns.amazonaws.com' },
        Resource: { 'Fn::GetAtt': [target.id, 'Arn'] },
      })
      expect(spelled(Condition.ArnEquals['aws:SourceArn'])).toBe(arnOf(topology, settings.topic))
    }
    expect(allowed(deadLetterQueue)).toEqual([])
  },
  'SNS delivers the body as it was published, filtered as the topology says, and never the canary': (
    deployed,
    topology,
  ) => {
    const { link, settings } = deployed
    const { RawMessageDelivery, TopicArn, Protocol, FilterPolicy, FilterPolicyScope } = link.Properties
    expect({ RawMessageDelivery, Protocol }).toEqual({ RawMessageDelivery: true, Protocol: 'sqs' })
    expect(spelled(TopicArn)).toBe(arnOf(topology, settings.topic))
    expect(FilterPolicy).toEqual(deployedFilterPolicy(topology, settings.name))
    expect(FilterPolicyScope).toBe('MessageAttributes')
  },
  'SNS delivers only once the queues let it and someone handles what comes': (deployed) => {
    const { stack, link, queue, undelivered, mapping } = deployed
    const policies = stack
      .ofType('AWS::SQS::QueuePolicy')
      .filter(({ Properties }) =>
        [queue.id, undelivered.id].includes((Properties['Queues'] as { Ref: string }[])[0]?.Ref ?? ''),
      )
    expect(link.DependsOn).toEqual(expect.arrayContaining([mapping.id, ...policies.map(({ id }) => id)]))
  },
  'a consumer reports each failed message, in batches as its settings say': ({ mapping, settings }) => {
    expect(mapping.Properties).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BatchSize: settings.batchSize,
      ScalingConfig: { MaximumConcurrency: settings.maximumConcurrency },
    })
    const window = mapping.Properties['MaximumBatchingWindowInSeconds']
    expect(window).toBe(settings.batchWindowSeconds || undefined)
    expect(mapping.DependsOn?.some((id) => id.includes('Policy'))).toBe(true)
  },
}

function arnOf(topology: Topology, topic: string): string {
  const suffix = topology.topics[topic]?.ordered ? '.fifo' : ''
  return `arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AWS::AccountId}:${topology.name}-dev-${topic}${suffix}`
}

const EXAMPLES: Readonly<Record<string, Topology>> = { shop, webhooks }

describe.each(Object.entries(EXAMPLES))('in the %s', (_name, topology) => {
  const deployed = subscriptions(topology)

  it('every subscription is deployed', () => {
    const names = deployed.map(({ settings }) => settings.name)
    expect(names.toSorted()).toEqual(Object.keys(topology.subscriptions).toSorted())
  })

  it.each(Object.entries(FACTS))('%s', (_fact, holds) => {
    for (const subscription of deployed) holds(subscription, topology)
  })
})

describe('in any topology', () => {
  it('the same holds', { timeout: 60_000 }, () => {
    const property = fc.property(anyTopology, (topology) => {
      const deployed = subscriptions(topology)
      expect(deployed).toHaveLength(Object.keys(topology.subscriptions).length)
      for (const subscription of deployed)
        for (const holds of Object.values(FACTS)) holds(subscription, topology)
    })
    fc.assert(property, { numRuns: 25 })
  })
})
