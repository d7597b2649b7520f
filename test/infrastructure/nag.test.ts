import { CfnQueue } from 'aws-cdk-lib/aws-sqs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import { brokenRules } from '../../lib/infrastructure/lint/lint-resources.ts'
import { type StageConfig, stageConfig } from '../../lib/infrastructure/stage-config.ts'
import { topology as webhooks } from '../fixtures/github/topology.ts'
import { anyTopology } from '../topology/support/any-topology.ts'
import { acknowledgements, allFindings, findings } from './support/nag.ts'
import { bus } from './support/synthesized.ts'

const LIMIT = { requestsPerSecond: 50, burst: 100 }
const ISSUER = {
  issuer: 'https://login.example.com',
  clientId: 'console',
  rolesClaim: 'roles',
  operatorRole: 'operator',
  readerRole: 'reader',
}
const strict = (topic: string): StageConfig => ({
  ...stageConfig('prod'),
  topicThrottling: { [topic]: LIMIT },
  firewall: { requestsPerFiveMinutes: 10_000 },
  console: { signIn: ISSUER },
})
const STAGES = { dev: stageConfig('dev'), staging: stageConfig('staging'), prod: stageConfig('prod') }

describe.each(Object.entries({ ...STAGES, strict: strict('orders') }))('in stage %s', (_stage, config) => {
  const app = bus(shop, config)

  it('cdk-nag finds nothing that is not acknowledged', () => {
    expect(findings(app)).toEqual([])
  })

  it('each acknowledgement says why, and answers something that is found', () => {
    const ours = brokenRules(app).map(({ rule, at }) => ({ rule, path: at.node.path }))
    const found = [...allFindings(app), ...ours]
    expect(found.length).toBeGreaterThan(20)
    for (const { rule, path, reason } of acknowledgements(app)) {
      expect(reason, `${rule} at ${path}`).toMatch(/^[A-Z].{30,}\.$/)
      expect(
        found.filter((finding) => finding.rule === rule && `${finding.path}/`.startsWith(`${path}/`)),
        `${rule} at ${path} answers nothing`,
      ).not.toEqual([])
    }
  })
})

describe('in any topology', () => {
  it('nothing else is found', { timeout: 60_000 }, () => {
    expect(findings(bus(webhooks, strict('github')))).toEqual([])
    const property = fc.property(
      anyTopology,
      fc.constantFrom(...Object.values(STAGES)),
      (topology, config) => {
        expect(findings(bus(topology, config))).toEqual([])
        const [topic = ''] = Object.keys(topology.topics)
        expect(findings(bus(topology, strict(topic)))).toEqual([])
      },
    )
    fc.assert(property, { numRuns: 8 })
  })
})

it('a queue that anyone adds without TLS and a dead-letter queue is found', () => {
  const app = bus(shop, STAGES.dev)
  const group = app.node.findChild('omnibus-dev-main')
  new CfnQueue(group, 'Careless', {})
  const path = 'omnibus-dev-main/Careless'
  expect(findings(app)).toEqual(
    ['AwsSolutions-SQS3', 'AwsSolutions-SQS4', 'Serverless-SQSRedrivePolicy'].map((rule) => ({ rule, path })),
  )
})
