import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import { ALARMS } from '../../lib/infrastructure/alarms/alarms.ts'
import { stageConfig } from '../../lib/infrastructure/stage-config.ts'
import { longestExpectedStay, subscriptionSettings } from '../../lib/topology/settings.ts'
import type { Topology } from '../../lib/topology/types.ts'
import { anyTopology } from '../topology/support/any-topology.ts'
import { type Resource, type Synthesized, synthesized } from './support/synthesized.ts'

/** Each run synthesizes every stack. */
const SLOW = 120_000
const RUNBOOKS = join(import.meta.dirname, '../../docs/runbooks')

interface Alarm {
  readonly stack: Synthesized
  readonly name: string
  readonly description: string
  readonly properties: Resource['Properties']
}

const alarmsOf = (stacks: readonly Synthesized[]): Alarm[] =>
  stacks.flatMap((stack) =>
    stack.ofType('AWS::CloudWatch::Alarm').map(({ Properties: properties }) => ({
      stack,
      name: String(properties['AlarmName']),
      description: String(properties['AlarmDescription']),
      properties,
    })),
  )

/** The queue whose messages an alarm counts. */
function queueOf({ stack, properties }: Alarm): Resource | undefined {
  const dimensions = (properties['Dimensions'] ?? []) as { Name: string; Value: unknown }[]
  const queue = dimensions.find(({ Name }) => Name === 'QueueName')
  return queue && stack.target(queue.Value)
}

/** Where a queue or an SNS subscription puts what it gives up. */
function deadLetterQueues(stack: Synthesized): Resource[] {
  return ['AWS::SQS::Queue', 'AWS::SNS::Subscription']
    .flatMap((type) => stack.ofType(type))
    .flatMap(({ Properties }) => {
      const policy = Properties['RedrivePolicy'] as { deadLetterTargetArn: unknown } | undefined
      return policy ? [stack.target(policy.deadLetterTargetArn)] : []
    })
}

/** What holds for the alarms of every topology. */
const FACTS: Readonly<Record<string, (stacks: readonly Synthesized[], topology: Topology) => void>> = {
  'every dead-letter queue, of a queue or of an SNS subscription, has one that goes off at the first message':
    (stacks) => {
      const watched = alarmsOf(stacks).filter(
        ({ properties: { MetricName, Threshold, ComparisonOperator, EvaluationPeriods, Period } }) =>
          MetricName === 'ApproximateNumberOfMessagesVisible' &&
          Threshold === 0 &&
          ComparisonOperator === 'GreaterThanThreshold' &&
          EvaluationPeriods === 1 &&
          Period === 60,
      )
      for (const stack of stacks) {
        const queues = watched.filter((alarm) => alarm.stack === stack).map((alarm) => queueOf(alarm)?.id)
        expect(queues.toSorted()).toEqual(
          deadLetterQueues(stack)
            .map(({ id }) => id)
            .toSorted(),
        )
      }
    },
  'every subscription has four, and no more: each costs as often as there are subscriptions': (
    stacks,
    topology,
  ) => {
    const names = alarmsOf(stacks.slice(1)).map(({ name }) => name)
    const expected = Object.keys(topology.subscriptions).flatMap((subscription) =>
      ['consumer-failing', 'dead-letters', 'oldest-message', 'undelivered'].map(
        (alarm) => `${topology.name}-dev-${subscription}-${alarm}`,
      ),
    )
    expect(names.toSorted()).toEqual(expected.toSorted())
  },
  'every topic has one for what SNS loses': (stacks) => {
    const lost = alarmsOf(stacks).filter(
      ({ properties }) => properties['MetricName'] === 'NumberOfNotificationsFailedToRedriveToDlq',
    )
    const topics = lost.map(({ properties }) => JSON.stringify(properties['Dimensions']))
    expect(new Set(topics).size).toBe(stacks[0]?.ofType('AWS::SNS::Topic').length)
  },
  'no two have the same name, and CloudWatch takes it': (stacks) => {
    const names = alarmsOf(stacks).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[\x21-\x7e]{1,255}$/)
  },
  'each leads to its runbook': (stacks) => {
    for (const { name, description } of alarmsOf(stacks)) {
      const [, runbook = ''] = /Runbook: docs\/runbooks\/(.+)\.md$/.exec(description) ?? []
      expect(readdirSync(RUNBOOKS)).toContain(`${runbook}.md`)
      expect(name.endsWith(`-${runbook}`)).toBe(true)
    }
  },
  'the oldest message may be as old as all attempts of one event take, and older': (stacks, topology) => {
    const byAge = alarmsOf(stacks.slice(1)).filter(
      ({ properties }) => properties['MetricName'] === 'ApproximateAgeOfOldestMessage',
    )
    expect(byAge).toHaveLength(Object.keys(topology.subscriptions).length)
    for (const { name, properties } of byAge) {
      const subscription = name.slice(`${topology.name}-dev-`.length, -'-oldest-message'.length)
      const stay = longestExpectedStay(subscriptionSettings(topology, subscription))
      expect(Number(properties['Threshold'])).toBe(Math.max(300, 2 * stay))
    }
  },
}

describe('the alarms of the shop', () => {
  const stacks = synthesized(shop)
  it.each(Object.entries(FACTS))('%s', (_fact, holds) => holds(stacks, shop))
})

describe('the alarms of any topology', () => {
  it('the same holds', { timeout: SLOW }, () => {
    const property = fc.property(anyTopology, (topology) => {
      const stacks = synthesized(topology)
      for (const holds of Object.values(FACTS)) holds(stacks, topology)
    })
    fc.assert(property, { numRuns: 15 })
  })
})

it('every runbook belongs to an alarm, and every alarm has one', () => {
  const names = Object.values(ALARMS).flatMap((definitions) => definitions.map(({ name }) => name))
  const runbooks = readdirSync(RUNBOOKS).map((file) => file.replace(/\.md$/, ''))
  expect(runbooks.toSorted()).toEqual(names.toSorted())
})

it('the name of no alarm ends with that of another, so that no two can meet', () => {
  const names = Object.values(ALARMS).flatMap((definitions) => definitions.map(({ name }) => name))
  for (const name of names) expect(names.filter((other) => other.endsWith(name))).toEqual([name])
})

describe('a stage with a canary', { timeout: SLOW }, () => {
  const canaries = (stacks: readonly Synthesized[]) =>
    alarmsOf(stacks).filter(({ properties }) => properties['MetricName'] === 'CanaryLost')

  it('has an alarm for each topic that goes off within four minutes, also when nothing is heard of it', () => {
    const property = fc.property(anyTopology, fc.constantFrom('staging', 'prod'), (topology, stage) => {
      const stacks = synthesized(topology, stage)
      const topics = canaries(stacks).map(({ stack, name, properties }) => {
        expect(stack.name).toBe(`${topology.name}-${stage}-canary`)
        expect(properties).toMatchObject({
          Namespace: `Omnibus/${topology.name}-${stage}`,
          Statistic: 'Sum',
          Period: 60,
          Threshold: 0,
          ComparisonOperator: 'GreaterThanThreshold',
          DatapointsToAlarm: 3,
          EvaluationPeriods: 3,
          TreatMissingData: 'breaching',
        })
        const [{ Name, Value }, ...more] = properties['Dimensions'] as [{ Name: string; Value: string }]
        expect([Name, more]).toEqual(['topic', []])
        expect(name).toBe(`${topology.name}-${stage}-${Value}-canary-lost`)
        return Value
      })
      expect(topics.toSorted()).toEqual(Object.keys(topology.topics).toSorted())
    })
    fc.assert(property, { numRuns: 10 })
  })

  it('is told of nothing else by silence', () => {
    const silent = alarmsOf(synthesized(shop, 'prod')).filter(
      ({ properties }) => properties['TreatMissingData'] !== 'notBreaching',
    )
    expect(silent.map(({ name }) => name)).toEqual(
      canaries(synthesized(shop, 'prod')).map(({ name }) => name),
    )
  })

  it('is not dev, unless it is asked for', () => {
    expect(canaries(synthesized(shop))).toEqual([])
    expect(canaries(synthesized(shop, stageConfig('dev', { canary: 'true' })))).toHaveLength(3)
    expect(canaries(synthesized(shop, stageConfig('prod', { canary: false })))).toEqual([])
  })
})

describe('a stage', { timeout: SLOW }, () => {
  const target = 'arn:aws:sns:eu-west-1:123456789012:on-call'

  it('has its targets told of every alarm, and of its end', () => {
    const config = { ...stageConfig('prod'), alarmTargets: [target, `${target}-too`] }
    for (const { properties } of alarmsOf(synthesized(shop, config))) {
      expect(properties['AlarmActions']).toEqual([target, `${target}-too`])
      expect(properties['OKActions']).toEqual([target, `${target}-too`])
    }
  })

  it('without targets has alarms that tell nobody', () => {
    for (const { properties } of alarmsOf(synthesized(shop)))
      expect(properties).not.toHaveProperty('AlarmActions')
  })

  it('may have its runbooks where they are read', () => {
    const config = { ...stageConfig('prod'), runbooks: 'https://git.example.com/bus/docs/runbooks/' }
    const [alarm] = alarmsOf(synthesized(shop, config))
    expect(alarm?.description).toMatch(
      /Runbook: https:\/\/git\.example\.com\/bus\/docs\/runbooks\/[a-z-]+\.md$/,
    )
  })
})
