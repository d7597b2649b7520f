import { MINISTACK_GAPS } from '../../lib/local/known-gaps.ts'
import { AT_HOME_ONLY } from '../support/at-home-only.ts'
import type { JourneyResult } from './journey-results.ts'

const DEPLOYED_ONLY = 'test/deployed/'
const JOURNEYS = /^test\/(conformance|deployed|journeys)\//

/** Behaviours × stacks, from the outcomes of both. The same outcomes give the same text. */
export function parityPage(atHome: readonly JourneyResult[], there: readonly JourneyResult[]): string {
  const results = [atHome, there].map((all) => all.filter(({ file }) => JOURNEYS.test(file)))
  const files = [...new Set(results.flat().map(({ file }) => file))].sort()
  return `${[HEAD, ...files.map((file) => section(file, results)), ...lists()].join('\n\n')}\n`
}

const HEAD = `# The same on a laptop and deployed

Every journey is made twice: on the stack that \`npm start\` runs, and on one that \`cdk deploy\` made in MiniStack. Written
by \`npm run parity\` from the outcomes of both.`

type Results = readonly (readonly JourneyResult[])[]

function section(file: string, results: Results): string {
  const here = results.map((all) => all.filter((each) => each.file === file))
  const behaviours = [...new Set(here.flat().map(behaviourOf))].sort()
  const rows = behaviours.map((behaviour) => {
    const cells = here.map((all) =>
      cell(
        file,
        all.filter((each) => behaviourOf(each) === behaviour),
      ),
    )
    return `| ${[behaviour, ...cells].map(escaped).join(' | ')} |`
  })
  const title = file.replace(/^test\/|\.test\.ts$/g, '')
  return [
    `## [${title}](../${file})`,
    '',
    '| behaviour | embedded | MiniStack |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n')
}

/** What the tests under one title are about; a test under none is about itself. */
function behaviourOf({ titles }: JourneyResult): string {
  return titles[0] ?? ''
}

function cell(file: string, results: readonly JourneyResult[]): string {
  if (results.length === 0) return file.startsWith(DEPLOYED_ONLY) ? 'deployed only' : 'at home only'
  const [passed = 0, failed = 0, skipped = 0] = (['passed', 'failed', 'skipped'] as const).map(
    (status) => results.filter((each) => each.status === status).length,
  )
  const made = passed + failed
  return [
    ...(made === 0 ? [] : [passed === made ? 'passes' : `${failed} known to fail`]),
    ...(skipped > 0 ? [made > 0 ? `${skipped} at home only` : 'at home only'] : []),
  ].join(', ')
}

function lists(): string[] {
  const atHomeOnly = AT_HOME_ONLY.map(
    ({ file, test, reason }) => `- ${link(file)}${test ? `, _${escaped(test)}_` : ''}: ${reason}`,
  )
  const gaps = MINISTACK_GAPS.flatMap(({ service, there, atAws, link: upstream, journeys }) => [
    `- ${service}: ${there} At AWS: ${atAws} ([upstream](${upstream}))`,
    ...journeys.map(({ file, test }) => `  - ${link(file)}: _${escaped(test)}_`),
  ])
  return [
    `## At home only\n\n${atHomeOnly.join('\n')}`,
    `## Known gaps of MiniStack\n\n${gaps.join('\n') || 'None.'}`,
  ]
}

const link = (file: string): string => `[${file}](../${file})`
const escaped = (text: string): string => text.replace(/[|<>*_`\\]/g, '\\$&')
