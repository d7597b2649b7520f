import { describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import { stageConfig } from '../../lib/infrastructure/stage-config.ts'
import { topology as webhooks } from '../fixtures/github/topology.ts'
import { topology as large } from '../fixtures/large/topology.ts'
import { synthesized } from '../infrastructure/support/synthesized.ts'
import { deployed } from './support/deployed.ts'
import { withKeys } from './support/encrypted.ts'
import { impliedBy, notLookedAt } from './support/implied.ts'
import { inWords, refused } from './support/requirement.ts'

const TOPOLOGIES = { shop, webhooks, large }
const prod = stageConfig('prod')
const STAGES = {
  dev: stageConfig('dev'),
  staging: stageConfig('staging'),
  prod,
  'prod with all that is optional': {
    ...prod,
    alarmTargets: ['arn:aws:sns:eu-central-1:111122223333:on-call'],
    firewall: { requestsPerFiveMinutes: 10_000 },
  },
}
const CASES = Object.entries(TOPOLOGIES).flatMap(([name, topology]) =>
  Object.entries(STAGES).map(([stage, config]) => [name, stage, topology, config] as const),
)

describe.each(CASES)('the services that carry the %s in stage %s', (_name, _stage, topology, config) => {
  const deployment = deployed(synthesized(topology, config))
  const requirements = withKeys(deployment, impliedBy(deployment))

  it('may do what they are there for', () => {
    expect(refused(deployment, requirements)).toEqual([])
  })

  it('are all that there are', () => {
    expect(notLookedAt(deployment)).toEqual([])
  })

  it('would be refused without any of what is granted to them', () => {
    const toServices = deployment.grants.filter(
      ({ statement: { Effect, Principal } }) =>
        Effect === 'Allow' && typeof Principal === 'object' && 'Service' in Principal,
    )
    expect(toServices).not.toHaveLength(0)
    const superfluous = toServices.filter((grant) => {
      const others = { ...deployment, grants: deployment.grants.filter((each) => each !== grant) }
      return refused(others, requirements).length === 0
    })
    expect(superfluous.map((grant) => inWords(deployment.resources, grant))).toEqual([])
  })
})
