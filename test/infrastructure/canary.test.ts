import type { Stack } from 'aws-cdk-lib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import { stageConfig } from '../../lib/infrastructure/stage-config.ts'
import type { Topology } from '../../lib/topology/types.ts'
import { anyTopology } from '../topology/support/any-topology.ts'
import { bus, type Resource, type Synthesized, spelled, synthesized } from './support/synthesized.ts'

/** Each run synthesizes every stack. */
const SLOW = { timeout: 120_000 }

function canaryOf(topology: Topology, stage = 'prod'): Synthesized {
  const stacks = synthesized(topology, stageConfig(stage, { canary: true }))
  const canary = stacks.find(({ name }) => name === `${topology.name}-${stage}-canary`)
  if (!canary) throw new Error(`There is no canary among ${stacks.map(({ name }) => name).join(', ')}.`)
  return canary
}

const arnOf = (topology: Topology, topic: string, stage = 'prod'): string =>
  `arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AWS::AccountId}:${topology.name}-${stage}-${topic}${topology.topics[topic]?.ordered ? '.fifo' : ''}`

function inAnyTopology(fact: (topology: Topology, stack: Synthesized) => void): void {
  fact(shop, canaryOf(shop))
  const check = (topology: Topology) => fact(topology, canaryOf(topology))
  fc.assert(fc.property(anyTopology, check), { numRuns: 8 })
}

describe('the canary of any topology', SLOW, () => {
  it('has a subscription of every topic, for what it publishes and nothing else, as those of the bus are', () => {
    inAnyTopology((topology, stack) => {
      const links = stack.ofType('AWS::SNS::Subscription')
      const topics = links.map(({ Properties }) => spelled(Properties['TopicArn']))
      expect(topics.toSorted()).toEqual(
        Object.keys(topology.topics)
          .map((topic) => arnOf(topology, topic))
          .toSorted(),
      )
      for (const { Properties } of links) {
        const queue = stack.target(Properties['Endpoint'])
        const ordered = spelled(Properties['TopicArn']).endsWith('.fifo')
        expect(queue.Properties['FifoQueue']).toBe(ordered || undefined)
        expect(Properties).toMatchObject({
          Protocol: 'sqs',
          RawMessageDelivery: true,
          FilterPolicy: { 'omnibus-canary': [{ exists: true }] },
          FilterPolicyScope: 'MessageAttributes',
        })
      }
    })
  })

  it('waits with each subscription for the permission of its queue', () => {
    inAnyTopology((_topology, stack) => {
      for (const { DependsOn = [], Properties } of stack.ofType('AWS::SNS::Subscription')) {
        const queue = stack.target(Properties['Endpoint'])
        const isOfQueue = (policy: Resource) =>
          (policy.Properties['Queues'] as { Ref: string }[]).some(({ Ref }) => Ref === queue.id)
        const policies = stack.ofType('AWS::SQS::QueuePolicy').filter(isOfQueue)
        expect(policies).toHaveLength(1)
        expect(DependsOn).toEqual(expect.arrayContaining(policies.map(({ id }) => id)))
      }
    })
  })

  it('forgets what came too late, and is over before the next one flies', () => {
    inAnyTopology((_topology, stack) => {
      for (const { Properties } of stack.ofType('AWS::SQS::Queue'))
        expect(Properties['MessageRetentionPeriod']).toBe(60)
      const [rule, ...others] = stack.ofType('AWS::Events::Rule') as [Resource]
      expect(others).toEqual([])
      expect(rule.Properties).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' })
      const [target] = rule.Properties['Targets'] as [{ Arn: unknown; RetryPolicy: object }]
      expect(target.RetryPolicy).toEqual({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 })
      expect(stack.target(target.Arn).Properties['Timeout']).toBeLessThan(60)
    })
  })

  it('needs no dashboard of its own', () => {
    inAnyTopology((_topology, stack) => {
      expect(stack.ofType('AWS::CloudWatch::Dashboard')).toEqual([])
    })
  })
})

it('it is deployed after everything that keeps it from subscribers', () => {
  const app = bus(shop, stageConfig('prod'))
  const stack = app.node.findChild('omnibus-prod-canary') as Stack
  expect(stack.dependencies.map(({ stackName }) => stackName).toSorted()).toEqual([
    'omnibus-prod',
    'omnibus-prod-main',
  ])
})

it('a stage says no to a canary that is neither true nor false, with what to say', () => {
  expect(() => stageConfig('dev', { canary: 'maybe' })).toThrow(
    "'maybe' is no answer to whether the stage has a canary. Say -c canary=true or -c canary=false, or nothing for what the stage has by itself.",
  )
})
