import { parseArgs } from 'node:util'
import { storm } from './storm.ts'

const HELP = `Sends events through the stack at home while its consumer fails and is killed, and counts what they did.

  npm run storm -- [--events N] [--seed N] [--partiql]

  --events N   how many; default 10000
  --seed N     which attempts fail; default 1
  --partiql    the ledger is written in batches`

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    partiql: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(HELP)
else await run(wholeNumber('events', values.events), wholeNumber('seed', values.seed))

async function run(events: number, seed: number): Promise<void> {
  let spoke = 0
  const onProgress = (text: string): void => {
    if (Date.now() - spoke < 5_000) return
    spoke = Date.now()
    process.stderr.write(`${text}\n`)
  }
  const { seconds, lost, repeated, unexpected, unfinished, wronglyDead, wronglyAlive, ...counts } =
    await storm({ events, seed, batching: values.partiql ? 'partiql' : 'item', onProgress })
  const wrong = { lost, repeated, unexpected, unfinished, wronglyDead, wronglyAlive }
  console.log(`${events} events in ${seconds.toFixed(1)} s, ${(events / seconds).toFixed(0)} a second`)
  for (const [name, count] of Object.entries(counts)) console.log(`${String(count).padStart(8)}  ${name}`)
  for (const [name, ids] of Object.entries(wrong)) {
    console.log(`${String(ids.length).padStart(8)}  ${name} ${ids.slice(0, 10).join(' ')}`.trimEnd())
  }
  if (Object.values(wrong).some((ids) => ids.length > 0)) process.exitCode = 1
  // A calm proves nothing. Only what is at work can be killed, and a quick machine is soon done with the most of it.
  const { batchesKilled, attemptsCutShort, attemptsFailed } = counts
  if (batchesKilled < Math.max(2, seconds / 8) || attemptsCutShort === 0 || attemptsFailed < events / 5) {
    console.error('There was no storm: too little failed or was killed.')
    process.exitCode = 1
  }
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  console.error(`--${name} is '${text}'; give a whole number.`)
  process.exit(2)
}
