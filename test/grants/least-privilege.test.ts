import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import { logicalId } from '../../lib/topology/resource-names.ts'
import { subscriptionSettings } from '../../lib/topology/settings.ts'
import type { Topology } from '../../lib/topology/types.ts'
import { synthesized } from '../infrastructure/support/synthesized.ts'
import { anyTopology } from '../topology/support/any-topology.ts'
import { type Deployed, type DeployedResource, deployed, type Grant } from './support/deployed.ts'
import { withKeys } from './support/encrypted.ts'
import { impliedBy, notLookedAt, roleOf } from './support/implied.ts'
import { isAllowed } from './support/policy.ts'
import { allows, inWords, refused } from './support/requirement.ts'
import { WILDCARDS } from './wildcards.ts'

const MESSAGING = ['AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::DynamoDB::Table']

/** Holds a fact to the shop and to whatever else the topology may say, in a stage without and in one with a key. */
function inAnyTopology(fact: (topology: Topology, deployment: Deployed) => void): void {
  const check = (topology: Topology, stage: string) => fact(topology, deployed(synthesized(topology, stage)))
  check(shop, 'dev')
  check(shop, 'prod')
  fc.assert(fc.property(anyTopology, fc.constantFrom('dev', 'prod'), check), { numRuns: 10 })
}

/** Whatever the function's role names of queues, topics and tables, by wildcard too. */
function reach(deployment: Deployed, target: DeployedResource): string[] {
  const role = roleOf(target, deployment)
  const grants = deployment.grants.filter(({ owner, identity }) => identity && owner === role)
  return MESSAGING.flatMap((type) => deployment.ofType(type))
    .filter(({ arn }) => grants.some((grant) => concerns(grant, role.arn, arn)))
    .map(({ arn }) => arn)
    .toSorted()
}

const concerns = ({ statement }: Grant, role: string, resource: string): boolean =>
  isAllowed(
    { principal: { role }, action: String(statement.Action), resource },
    { identity: [statement], resource: [] },
  )

/** What the subscription declares, and what every consumer has: its queues and the ledger. */
function declared(deployment: Deployed, topology: Topology, subscription: string): string[] {
  const { publishes, tables } = subscriptionSettings(topology, subscription)
  const ids = [
    `${logicalId(subscription, 'Queues')}Queue`,
    `${logicalId(subscription, 'Queues')}DeadLetterQueue`,
    'LedgerTable',
    ...publishes.map((topic) => `${logicalId(topic, 'Topic')}`),
    ...Object.keys(tables).map((table) => logicalId(table, 'Table')),
  ]
  const isOne = ({ id }: DeployedResource) =>
    ids.some((beginning) => new RegExp(`^\\d+/${beginning}(Topic|Table)?[0-9A-F]{8}$`).test(id))
  const found = MESSAGING.flatMap((type) => deployment.ofType(type)).filter(isOne)
  expect(found).toHaveLength(ids.length)
  return found.map(({ arn }) => arn).toSorted()
}

const consumer = (deployment: Deployed, subscription: string): DeployedResource => {
  const id = new RegExp(`^\\d+/${logicalId(subscription, 'Consumer')}Function[0-9A-F]{8}$`)
  const found = deployment.ofType('AWS::Lambda::Function').find((target) => id.test(target.id))
  if (!found) throw new Error(`'${subscription}' has no function.`)
  return found
}

describe('in any topology', { timeout: 120_000 }, () => {
  it("a consumer reaches its own queues, the ledger, and the topics and tables that it declares, and no one else's", () => {
    inAnyTopology((topology, deployment) => {
      for (const subscription of Object.keys(topology.subscriptions)) {
        const reached = reach(deployment, consumer(deployment, subscription))
        expect(reached).toEqual(declared(deployment, topology, subscription))
      }
    })
  })

  it('SNS may send to a queue from the topic that it is subscribed to, and from no other', () => {
    inAnyTopology((_topology, deployment) => {
      const linked = deployment.ofType('AWS::SNS::Subscription').flatMap(({ properties }) => {
        const { TopicArn, Endpoint, RedrivePolicy } = properties
        const { deadLetterTargetArn } = (RedrivePolicy ?? {}) as { deadLetterTargetArn?: string }
        const queues = deadLetterTargetArn === undefined ? [Endpoint] : [Endpoint, deadLetterTargetArn]
        return queues.map((queue) => `${TopicArn} ${queue}`)
      })
      const allowed = deployment.ofType('AWS::SNS::Topic').flatMap(({ arn: topic }) =>
        deployment
          .ofType('AWS::SQS::Queue')
          .filter(({ arn: queue }) => allows(deployment, bySns(topic, queue)))
          .map(({ arn: queue }) => `${topic} ${queue}`),
      )
      expect(allowed.toSorted()).toEqual(linked.toSorted())
    })
  })

  it('services may do what they are there for', () => {
    inAnyTopology((_topology, deployment) => {
      expect(notLookedAt(deployment)).toEqual([])
      expect(refused(deployment, withKeys(deployment, impliedBy(deployment)))).toEqual([])
    })
  })

  it('every wildcard of a role has its reason', () => {
    inAnyTopology((_topology, deployment) => {
      const wild = deployment.grants
        .filter(
          ({ identity, statement }) => identity && /[*?]/.test(`${statement.Action} ${statement.Resource}`),
        )
        // Lambda writes to streams of its own naming.
        .filter(({ statement }) => !/:log-group:[^*]+:\*$/.test(String(statement.Resource)))
      expect(wild).not.toHaveLength(0)
      const words = wild.map((grant) => inWords(deployment.resources, grant))
      expect(words.filter((each) => !WILDCARDS.some(({ grant }) => grant.test(each)))).toEqual([])
    })
  })

  it('a role may use the key of this bus and no other key of the account', () => {
    inAnyTopology((_topology, deployment) => {
      const [own] = deployment
        .ofType('AWS::KMS::Alias')
        .map(({ properties }) => String(properties['AliasName']))
      const grants = deployment.grants.filter(
        ({ identity, statement }) => identity && String(statement.Action).startsWith('kms:'),
      )
      expect(grants.length > 0).toBe(own !== undefined)
      for (const grant of grants) {
        expect(covers(grant, own ?? '')).toBe(true)
        expect(covers(grant, `${own}-of-another`)).toBe(false)
      }
    })
  })
})

/** A grant against a key of the account that has this alias, and leaves it to the account who may use it. */
function covers({ owner, statement }: Grant, alias: string): boolean {
  const [, , , region, account] = String(statement.Resource).split(':')
  const key = {
    principal: { role: owner.arn },
    action: String(statement.Action),
    resource: `arn:aws:kms:${region}:${account}:key/1`,
    context: { 'kms:ResourceAliases': [alias] },
  }
  const { Condition: _, ...unconditional } = statement
  const policy = { ...unconditional, Principal: { AWS: `arn:aws:iam::${account}:root` } }
  return isAllowed(key, { identity: [statement], resource: [policy] })
}

it('the endpoint may publish to every topic, also to more than fit into one policy', {
  timeout: 60_000,
}, () => {
  const { stock } = shop.topics
  const topics = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`topic-${index}`, stock]))
  const deployment = deployed(synthesized({ name: 'wide', topics, subscriptions: {} }))
  expect(deployment.ofType('AWS::IAM::ManagedPolicy')).not.toHaveLength(0)
  expect(notLookedAt(deployment)).toEqual([])
  const endpoint = deployment.ofType('AWS::Lambda::Function').find(({ id }) => /Publish[0-9A-F]{8}$/.test(id))
  const role = endpoint && roleOf(endpoint, deployment).arn
  const mayPublishTo = ({ arn }: DeployedResource) =>
    allows(deployment, { principal: { role: role ?? '' }, action: 'sns:Publish', resource: arn })
  expect(deployment.ofType('AWS::SNS::Topic').filter(mayPublishTo)).toHaveLength(90)
})

const bySns = (topic: string, queue: string) => ({
  principal: { service: 'sns.amazonaws.com' },
  action: 'sqs:SendMessage',
  resource: queue,
  context: { 'aws:SourceArn': topic },
})
