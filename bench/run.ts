import { parseArgs } from 'node:util'
import { findDynamoDbLocal } from '../test/support/dynamodb-local-jar.ts'
import { firstView } from './console/first-view.ts'
import { counts } from './consumer/counts.ts'
import { cpu } from './consumer/cpu.ts'
import { waves } from './consumer/waves.ts'
import { type Finding, misses } from './measurement.ts'
import { tableOf } from './report.ts'
import { versions } from './versions.ts'

const HELP = `Measures Omnibus beside what else there is, on this machine, and tells ratios.

  npm run bench -- [consumer | consumer/counts | consumer/cpu | consumer/waves | console …] [--json]

  consumer   the consumer beside Powertools batch + idempotency:
    counts   calls and write units of DynamoDB for a message; exact
    cpu      CPU for a message
    waves    round trips of a batch, one after another
  console    the web console at home, beside its budget:
    first-view   JavaScript of the overview, and the time until it can be used
             (default: all; half a name will do)

The consumer needs Java 17, and \`npm run dynamodb-local\`; the console needs Chromium. Ends with 1 when a goal is
missed, with 3 when noise hides whether one is.`

/** What `npm run bench` knows. */
const MEASUREMENTS: Readonly<Record<string, () => Promise<Finding | Finding[]>>> = {
  'consumer/counts': () => counts(),
  'consumer/waves': () => waves(),
  'consumer/cpu': () => cpu(),
  'console/first-view': () => firstView(),
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
})
const known = (name: string): string[] => [name, ...name.split('/')]
const names = Object.keys(MEASUREMENTS)
const unknown = positionals.filter((word) => !names.some((name) => known(name).includes(word)))
const chosen = Object.entries(MEASUREMENTS).filter(
  ([name]) => positionals.length === 0 || positionals.some((word) => known(name).includes(word)),
)

if (values.help) console.log(HELP)
else if (unknown.length > 0) refuse(`'${unknown.join(' ')}' names no measurement.\n\n${HELP}`)
else if (chosen.some(([name]) => name.startsWith('consumer/')) && !findDynamoDbLocal())
  refuse('DynamoDB Local is not installed: npm run dynamodb-local. It needs Java 17 and Maven.')
else await run()

async function run(): Promise<void> {
  const findings: Finding[] = []
  if (!values.json) console.log(`${list(versions())}\n`)
  for (const [, measure] of chosen) {
    for (const finding of [await measure()].flat()) {
      findings.push(finding)
      if (!values.json) console.log(tableOf(finding))
    }
  }
  if (values.json) console.log(JSON.stringify({ versions: versions(), findings }, undefined, 2))
  if (findings.some(misses)) process.exitCode = 1
  else if (findings.some(({ inconclusive }) => inconclusive)) process.exitCode = 3
}

function list(entries: Readonly<Record<string, string>>): string {
  return Object.entries(entries)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}

function refuse(why: string): void {
  console.error(why)
  process.exitCode = 2
}
