import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { topology as shop } from '#topology'
import { type StageConfig, stageConfig } from '../../lib/infrastructure/stage-config.ts'
import { bus } from '../infrastructure/support/synthesized.ts'
import { ANSWERS, type Answer } from './answers.ts'
import { cfnLint, checkov, type Finding } from './findings.ts'

/** The folder of cfn-lint and checkov. */
const [tools = ''] = process.argv.slice(2)

/** With everything that a stage can have. */
const FULL: StageConfig = {
  ...stageConfig('prod'),
  stage: 'full',
  topicThrottling: { orders: { requestsPerSecond: 50, burst: 100 } },
  firewall: { requestsPerFiveMinutes: 10_000 },
}
const STAGES = [stageConfig('dev'), stageConfig('staging'), stageConfig('prod'), FULL]

const answered = new Set<Answer>()
const folder = await mkdtemp(join(tmpdir(), 'omnibus-templates-'))
try {
  const stageOf = new Map<string, string>()
  for (const config of STAGES) for (const template of synthesize(config)) stageOf.set(template, config.stage)
  const templates = [...stageOf.keys()].map((template) => join(folder, template))
  const findings = (await Promise.all([cfnLint(tools, templates), checkov(tools, templates)])).flat()
  const unanswered = findings.filter((finding) => !isAnswered(finding, stageOf.get(finding.template) ?? ''))
  for (const { rule, resource, template, says } of unanswered)
    console.error(`${template}: ${resource}: ${rule}: ${says}`)
  const stale = ANSWERS.filter((answer) => !answered.has(answer))
  for (const { rule } of stale) console.error(`The answer to ${rule} answers nothing. Take it out.`)
  const answers = `${findings.length - unanswered.length} answered by ${answered.size} answers`
  console.log(`${templates.length} templates: ${unanswered.length} findings unanswered, ${answers}.`)
  process.exitCode = unanswered.length + stale.length === 0 ? 0 : 1
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Into the one folder: the names of stacks tell the stages apart. */
function synthesize(config: StageConfig): string[] {
  return bus(shop, config, folder)
    .synth()
    .stacks.map(({ templateFile }) => templateFile)
}

function isAnswered({ rule, resource }: Finding, stage: string): boolean {
  const answer = ANSWERS.find(
    (candidate) =>
      candidate.rule === rule &&
      (candidate.resources?.test(resource) ?? true) &&
      (candidate.stages?.includes(stage) ?? true),
  )
  if (answer) answered.add(answer)
  return answer !== undefined
}
