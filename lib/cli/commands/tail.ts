import { styleText } from 'node:util'
import { Command, InvalidArgumentError } from 'commander'
import { awsFunctionLogs } from '../../adapters/aws/aws-function-logs.ts'
import { systemClock } from '../../adapters/system.ts'
import type { Happening } from '../../messaging/operate/happening.ts'
import { tail } from '../../messaging/operate/tail.ts'
import type { Topology } from '../../topology/types.ts'
import { importTopology } from '../import-topology.ts'
import { locate, type StackOptions, withStackOptions } from '../locate.ts'
import { ensureSubscription, ensureTopic } from '../open-desk.ts'
import { oneLine } from '../printable.ts'
import { UsageError } from '../usage-error.ts'

interface Options extends StackOptions {
  readonly subscription?: readonly string[]
  readonly since: number
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

const EXAMPLES = `
Examples:
  omnibus tail
  omnibus tail orders payments --since 5m
  omnibus tail --subscription billing --stage prod
  omnibus tail --json | jq 'select(.outcome == "dead-letter")'

A line for each event that is published, refused, processed, tried again or dead: time, outcome, topic, subscription,
type, id, cause. Data is never in it. With --json there is one object on each line. It reads the logs of the functions: in AWS they are
some seconds late, at home the last 10,000 lines of each are kept. Ctrl-C ends it, with status 0.`

/** `omnibus tail [topic...]` */
export function tailCommand(root: string): Command {
  return withStackOptions(new Command('tail'))
    .description('Follow what happens: each event that is published, processed, tried again or dead.')
    .argument('[topic...]', 'only these')
    .option('--subscription <name...>', 'only the deliveries of these')
    .option('--since <duration>', 'begin with what happened before: 30s, 5m, 2h, 1d', duration, 0)
    .addHelpText('after', EXAMPLES)
    .action(async (topics: readonly string[], options: Options) => {
      const topology = await importTopology(root, options.topology)
      const from = Date.now() - options.since
      const followed = followedBy(topology, topics, options)
      const located = await locate(topology, options, followed.subscriptions)
      const deps = { topology, clock: systemClock, logs: awsFunctionLogs(located, followed) }
      const isWanted = ({ topic }: Happening) => topics.length === 0 || topics.includes(topic)
      for await (const happening of tail(deps, from, untilInterrupted())) {
        if (!isWanted(happening)) continue
        process.stdout.write(`${options.json ? JSON.stringify(happening) : asLine(happening)}\n`)
      }
    })
}

/** Whose logs are read. */
function followedBy(
  topology: Topology,
  topics: readonly string[],
  { subscription: names }: Options,
): { readonly subscriptions: readonly string[]; readonly publishing: boolean } {
  for (const topic of topics) ensureTopic({ topology }, topic)
  for (const name of names ?? []) ensureSubscription({ topology }, name)
  const subscriptions = Object.entries(topology.subscriptions)
    .filter(([name, { topic }]) => (names?.includes(name) ?? true) && (!topics[0] || topics.includes(topic)))
    .map(([name]) => name)
  if (names && subscriptions.length === 0) {
    throw new UsageError(`${names.join(', ')}: not on ${topics.join(', ')}. Leave the topics out.`)
  }
  return { subscriptions, publishing: names === undefined }
}

/** Also when nobody reads any more, as after `| head`. */
function untilInterrupted(): AbortSignal {
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort())
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    ending.abort()
  })
  return ending.signal
}

function asLine({ at, outcome, topic, subscription, type, id, cause, delaySeconds }: Happening): string {
  const wait = delaySeconds === undefined ? '' : ` (again in ${delaySeconds} s)`
  const told = outcome.padEnd(11)
  return [
    styleText('dim', new Date(at).toISOString()),
    outcome === 'dead-letter' || outcome === 'refused' ? styleText('yellow', told) : told,
    ...[topic, subscription ?? '-', type ?? '-', id ?? '-'].map((text) => oneLine(text, 60)),
    ...(cause === undefined ? [] : [oneLine(cause, 60) + wait]),
  ].join('  ')
}

function duration(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  const milliseconds = UNITS[unit ?? '']
  if (milliseconds === undefined) throw new InvalidArgumentError('Give a duration such as 30s, 5m, 2h or 1d.')
  return Number(count) * milliseconds
}
