import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import {
  coreStackName,
  groupStackName,
  ledgerName,
  logicalId,
  OUTPUTS,
  topicName,
} from '../../lib/topology/resource-names.ts'
import { nameMistakes } from '../../lib/topology/validate-topic.ts'

/** Every name that a topology may use, and no other. */
const name = fc
  .array(fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/), { minLength: 1, maxLength: 5 })
  .map((words) => words.join('-'))
  .filter((text) => nameMistakes('', text).length === 0)
/** Close relatives are likelier to collide: one text, cut into words in two ways. */
const twoNames = fc.oneof(
  fc.tuple(name, name),
  fc
    .tuple(fc.stringMatching(/^[a-z][a-z0-9]{2,6}[a-z]$/), fc.nat(), fc.nat())
    .map(([text, ...places]) => places.map((at) => cut(text, at % text.length)) as [string, string])
    .filter((pair) => pair.every((text) => nameMistakes('', text).length === 0)),
  name.map((text): [string, string] => [text, `${text}-dead-letter`]),
  name.map((text): [string, string] => [text, `${text}-dead-letters`]),
)

function cut(text: string, at: number): string {
  return at === 0 ? text : `${text.slice(0, at)}-${text.slice(at)}`
}

describe('physical names', () => {
  it('hold the bus and the stage; an ordered topic ends in .fifo, as SNS demands', () => {
    expect(topicName(shop, 'prod', 'orders')).toBe('omnibus-prod-orders')
    expect(topicName(shop, 'prod', 'payments')).toBe('omnibus-prod-payments.fifo')
    expect(ledgerName(shop, 'prod')).toBe('omnibus-prod-ledger')
    expect(coreStackName(shop, 'prod')).toBe('omnibus-prod')
    expect(groupStackName(shop, 'prod', 'main')).toBe('omnibus-prod-main')
  })

  it("fit AWS's limits at their longest", () => {
    const long = 'a'.repeat(40)
    const stage = 's'.repeat(16)
    const topology = { name: long, topics: { [long]: { events: {}, ordered: true } }, subscriptions: {} }
    expect(topicName(topology, stage, long).length).toBeLessThanOrEqual(256)
    expect(groupStackName(topology, stage, long).length).toBeLessThanOrEqual(128)
  })
})

describe('logicalId', () => {
  it('reads as one name', () => {
    expect(logicalId('order-status', 'Table')).toBe('OrderStatusTable')
  })

  it('is what CloudFormation takes', () => {
    fc.assert(
      fc.property(name, (text) => void expect(logicalId(text, 'Table')).toMatch(/^[A-Za-z0-9]{1,255}$/)),
    )
  })

  it('differs for names that differ', () => {
    const property = fc.property(twoNames, ([one, other]) => {
      fc.pre(one !== other)
      expect(logicalId(one, 'Table')).not.toBe(logicalId(other, 'Table'))
    })
    fc.assert(property, { numRuns: 1_000 })
  })
})

describe('OUTPUTS', () => {
  it('never gives two things one name', () => {
    const property = fc.property(twoNames, ([one, other]) => {
      fc.pre(one !== other)
      const { queueUrl, deadLetterQueueUrl, undeliveredQueueUrl } = OUTPUTS
      const all = [one, other].flatMap((text) =>
        [queueUrl, deadLetterQueueUrl, undeliveredQueueUrl].map((output) => output(text)),
      )
      expect(new Set(all).size).toBe(6)
    })
    fc.assert(property, { numRuns: 1_000 })
  })
})
