import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { EVERY_FAULT, type FaultCounts, publishRuns } from './publish-simulation.ts'

const HELP = `Drives publishes under idempotency keys through crashes, lost answers, throttles and repeats at every step.

  npm run sim -- [--seed N] [--runs M] [--path P]

  --seed N   the same seed gives the same runs; default: another each time
  --runs M   how many runs; default 10000
  --path P   replays one failing run, as a failure prints it`

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    runs: { type: 'string', default: '10000' },
    path: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(HELP)
else
  await simulate(
    wholeNumber('seed', values.seed ?? `${Date.now() % 2 ** 31}`),
    wholeNumber('runs', values.runs),
  )

async function simulate(seed: number, runs: number): Promise<void> {
  const counts: FaultCounts = new Map()
  let run = 0
  const progress = setInterval(() => process.stderr.write(`${run} of ${runs} runs\n`), 2_000)
  const property = publishRuns(counts).beforeEach(() => {
    run += 1
  })
  const result = await fc.check(property, {
    seed,
    numRuns: runs,
    ...(values.path !== undefined && { path: values.path }),
  })
  clearInterval(progress)
  for (const fault of EVERY_FAULT) console.log(`${String(counts.get(fault) ?? 0).padStart(8)}  ${fault}`)
  console.log(`seed ${seed}, ${result.numRuns} runs: ${result.failed ? 'FAILED' : 'every promise kept'}`)
  if (result.failed) {
    console.error(fc.defaultReportMessage(result))
    process.exitCode = 1
  }
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text)
  console.error(`--${name} is '${text}'; give a whole number.`)
  process.exit(2)
}
