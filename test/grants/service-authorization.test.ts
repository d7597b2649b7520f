import { describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import { topology as tables } from '../fixtures/tables/topology.ts'
import { synthesized } from '../infrastructure/support/synthesized.ts'
import { deployed, type Grant } from './support/deployed.ts'
import { withKeys } from './support/encrypted.ts'
import { impliedBy } from './support/implied.ts'
import { unheardOf, unmatchable } from './support/service-authorization.ts'

const CASES = Object.entries({ shop, tables }).flatMap(([name, topology]) =>
  ['dev', 'prod'].map((stage) => [name, stage, deployed(synthesized(topology, stage))] as const),
)

describe.each(CASES)('of the %s in stage %s', (_name, _stage, deployment) => {
  it('AWS knows the action and the conditions of each grant', async () => {
    expect(deployment.grants).not.toHaveLength(0)
    expect((await Promise.all(deployment.grants.map(unmatchable))).flat()).toEqual([])
  })

  it('AWS knows what services ask for', async () => {
    const requirements = withKeys(deployment, impliedBy(deployment))
    expect((await Promise.all(requirements.map(unheardOf))).flat()).toEqual([])
  })
})

describe('AWS does not know', () => {
  const principal = { role: 'arn:aws:iam::111122223333:role/consumer' }
  const grant = (Action: string, Condition = {}) =>
    unmatchable({ statement: { Effect: 'Allow', Action, Condition } } as Grant)

  it('an action that there is not, such as the name of a batch call', async () => {
    expect(await grant('sns:PublishBatch')).toEqual(['sns:PublishBatch is no action'])
    expect(await unheardOf({ principal, action: 'sns:PublishBatch', resource: '*' })).toHaveLength(1)
    expect(await grant('kms:GenerateDataKeys*')).toHaveLength(1)
  })

  it('an action on a resource of another kind', async () => {
    const object = 'arn:aws:s3:::bucket/claims/1'
    expect(await unheardOf({ principal, action: 's3:ListBucket', resource: object })).toHaveLength(1)
    expect(await unheardOf({ principal, action: 's3:GetObject', resource: object })).toEqual([])
    const index = 'arn:aws:dynamodb:eu-central-1:111122223333:table/ledger/index/dead-letters'
    expect(await unheardOf({ principal, action: 'dynamodb:PutItem', resource: index })).toHaveLength(1)
    expect(await unheardOf({ principal, action: 'dynamodb:Query', resource: index })).toEqual([])
  })

  it('a condition key of another service', async () => {
    const condition = { StringEquals: { 'kms:ResourceAliases': 'alias/a' } }
    expect(await grant('sqs:SendMessage', condition)).toHaveLength(1)
    expect(await grant('kms:Decrypt', condition)).toEqual([])
  })
})
