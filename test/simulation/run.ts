import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { EXPECTED, runSeeds } from './bus/run-seeds.ts'
import { EVERY_FAULT, type FaultCounts, publishRuns } from './publish/publish-simulation.ts'

/** From so many runs on, a fault that none of them met fails them all. */
const RUNS_THAT_MEET_ALL = { bus: 200, publish: 1_000 }

const HELP = `Runs the bus, or its publish endpoint alone, on a simulated clock and network where everything goes wrong.

  npm run sim -- [bus|publish] [--seed N] [--runs M] [--path P]

  bus        publisher, topics, queues, consumers and operator; one seed a run, from N on, every tenth without faults
  publish    requests under idempotency keys, crashed and overtaken at every step
             (default: both)

  --seed N   the same seed gives the same runs; default: another each time
  --runs M   how many runs; default 1000. From ${RUNS_THAT_MEET_ALL.bus} of the bus on, or ${RUNS_THAT_MEET_ALL.publish} of publish, a fault that none met fails them
  --path P   publish only: replays one failing run, as a failure prints it`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    runs: { type: 'string', default: '1000' },
    path: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const simulations = { bus: simulateTheBus, publish: simulatePublishing }
const chosen = positionals.length > 0 ? positionals : Object.keys(simulations)

if (values.help) console.log(HELP)
else if (!chosen.every((name) => Object.hasOwn(simulations, name))) {
  console.error(`'${positionals.join(' ')}' is not a simulation; there are: bus, publish.`)
  process.exitCode = 2
} else {
  const seed = wholeNumber('seed', values.seed ?? `${Date.now() % 1_000_000}`)
  const runs = wholeNumber('runs', values.runs)
  for (const name of chosen) await simulations[name as keyof typeof simulations](seed, runs)
}

async function simulateTheBus(seed: number, runs: number): Promise<void> {
  const progress = progressOf(runs)
  const { met, failures } = await runSeeds(seed, runs, { onRun: progress.next })
  report(met, EXPECTED)
  for (const failure of failures) console.log(`seed ${failure.seed}: ${failure.broken.join('; ')}`)
  const missed = runs >= RUNS_THAT_MEET_ALL.bus ? EXPECTED.filter((name) => !met.has(name)) : []
  conclude(`bus, seeds ${seed} to ${seed + runs - 1}`, failures.length > 0, missed)
}

async function simulatePublishing(seed: number, runs: number): Promise<void> {
  const counts: FaultCounts = new Map()
  const progress = progressOf(runs)
  const property = publishRuns(counts).beforeEach(() => void progress.next())
  const path = values.path === undefined ? {} : { path: values.path }
  const result = await fc.check(property, { seed, numRuns: runs, ...path })
  report(counts, EVERY_FAULT)
  if (result.failed) console.log(fc.defaultReportMessage(result))
  const missed =
    result.numRuns >= RUNS_THAT_MEET_ALL.publish ? EVERY_FAULT.filter((name) => !counts.has(name)) : []
  conclude(`publish, seed ${seed}, ${result.numRuns} runs`, result.failed, missed)
}

/** To stderr every two seconds, so that stdout can be kept. */
function progressOf(runs: number) {
  let done = 0
  let spoke = Date.now()
  const next = (): boolean => {
    done += 1
    if (Date.now() - spoke > 2_000) {
      spoke = Date.now()
      process.stderr.write(`${done} of ${runs} runs\n`)
    }
    return true
  }
  return { next }
}

function report(met: ReadonlyMap<string, number>, expected: readonly string[]): void {
  for (const name of expected) console.log(`${String(met.get(name) ?? 0).padStart(8)}  ${name}`)
}

/** Promises that were never put to the test are not kept. */
function conclude(what: string, failed: boolean, missed: readonly string[]): void {
  for (const name of missed) console.log(`never happened: ${name}`)
  const isFailed = failed || missed.length > 0
  console.log(`${what}: ${isFailed ? 'FAILED' : 'every promise kept'}`)
  if (isFailed) process.exitCode = 1
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  console.error(`--${name} is '${text}'; give a whole number.`)
  process.exit(2)
}
