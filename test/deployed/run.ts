import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { MINISTACK_GAPS } from '../../lib/local/known-gaps.ts'
import { synthesize } from '../../lib/local/synthesize.ts'
import { OUTPUTS } from '../../lib/topology/resource-names.ts'
import { readResults } from '../parity/journey-results.ts'
import { judge } from '../parity/judge.ts'
import { ROOT } from '../support/root.ts'
import { cdk, deploy, destroy } from './cdk.ts'
import { endpointOf } from './endpoint-of.ts'
import { TARGETS } from './targets.ts'

const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs')

/** `npm run stack:deploy | stack:test | stack:destroy -- --target <name>`: the app in an emulator of AWS. */
const USAGE = `Say where: --target ${Object.keys(TARGETS).join(' | ')}, or AWS_ENDPOINT_URL=<address of one>.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { target: { type: 'string' }, results: { type: 'string' } },
})
const [verb = ''] = positionals
const name = values.target ?? (process.env['AWS_ENDPOINT_URL'] ? 'other' : '')
const target = TARGETS[name]
const endpoint = process.env['AWS_ENDPOINT_URL'] || target?.endpoint
const topology = process.env['OMNIBUS_TOPOLOGY'] || 'topology.ts'

const VERBS: Readonly<Record<string, () => Promise<void>>> = {
  deploy: deployApp,
  test: testAll,
  destroy: destroyApp,
}

const tokenless = target?.token !== undefined && !process.env[target.token]
if (tokenless) console.log(`SKIPPED: ${name} needs ${target.token}, which is not set`)
else await main()

async function main(): Promise<void> {
  const run = VERBS[verb]
  try {
    if (run === undefined || endpoint === undefined) throw new Error(USAGE)
    await answers(endpoint)
    Object.assign(process.env, environmentFor(endpoint))
    await run()
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 1
  }
}

/** Waits for an emulator that was just started. */
async function answers(address: string): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const answered = await fetch(address).then(
      () => true,
      () => false,
    )
    if (answered) return
    await setTimeout(500)
  }
  throw new Error(`Nothing answers at ${address}. README.md says how to start an emulator there.`)
}

/** What the SDK and the CDK need; emulators take any credentials, and real ones are kept from them. */
function environmentFor(address: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: address,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_SESSION_TOKEN: '',
    AWS_PROFILE: '',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    OMNIBUS_STACK: name,
  }
}

async function deployApp(): Promise<void> {
  await cdk('bootstrap')
  await using folder = await temporaryFolder()
  const outputs = Object.values(await deploy({ topology, stage: 'dev', assembly: folder.path }))
  const apiUrl = outputs.map((each) => each[OUTPUTS.apiUrl]).find(Boolean) ?? ''
  console.log(`Deployed. Its API, for signed requests: ${endpointOf(apiUrl)}`)
}

async function destroyApp(): Promise<void> {
  await using folder = await temporaryFolder()
  await synthesize({ root: ROOT, output: folder.path, topology, stage: 'dev' })
  await destroy({ assembly: folder.path })
  console.log('Destroyed.')
}

async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'omnibus-deployed-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** Every journey, each on a stack of its own stage. What fails must be known to. */
async function testAll(): Promise<void> {
  await cdk('bootstrap')
  await using folder = await temporaryFolder()
  const results = resolve(values.results ?? join(folder.path, 'results.json'))
  const child = spawn(process.execPath, [VITEST, 'run'], {
    cwd: ROOT,
    env: { ...process.env, OMNIBUS_RESULTS: results },
    stdio: 'inherit',
  })
  await once(child, 'close')
  const known = name === 'ministack' ? MINISTACK_GAPS.flatMap(({ journeys }) => journeys) : []
  const complaints = judge(await readResults(results), known)
  for (const complaint of complaints) console.error(complaint)
  if (complaints.length > 0) throw new Error(`Not all is as it should be on ${name}.`)
  console.log(`All is as it should be on ${name}.`)
}
