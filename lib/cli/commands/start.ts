import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Command } from 'commander'
import { ensurePortIsFree } from '../../local/api/loopback-server.ts'
import { isMetrics } from '../../local/aws-api/embedded-metrics.ts'
import type { Home, StartHome } from '../../local/home.ts'
import type { LogLine } from '../../local/log.ts'
import { startLocal } from '../../local/start-local.ts'
import { synthesize } from '../../local/synthesize.ts'
import { endOnSignal } from '../end-on-signal.ts'
import { homeConsole, webConsole } from '../home-console.ts'
import { importTopology } from '../import-topology.ts'
import { formatLogLine } from '../log-line.ts'
import { portNumber } from '../port-number.ts'
import { UsageError } from '../usage-error.ts'
import { welcome } from '../welcome.ts'

interface Options {
  readonly port: number
  readonly persist?: string
  readonly topology?: string
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  omnibus start
  omnibus start --port 4100 --persist .omnibus-data
  omnibus start --json | jq -r 'select(.apiUrl).apiUrl'

It runs until Ctrl-C, and ends with status 0. With --json there is one object on each line: where the stack is, once it is
up, then each line that a function writes.`

/** `omnibus start`: the whole stack in this process until Ctrl-C. */
export function startCommand(root: string): Command {
  return new Command('start')
    .description('Run the whole stack on this machine: no Docker, no AWS account.')
    .option('--port <port>', 'port of the API', portNumber, 4000)
    .option('--persist <folder>', 'keep queues and tables in a folder (default: they end with the process)')
    .option('--topology <path>', 'topology file (default: OMNIBUS_TOPOLOGY, else topology.ts)')
    .option('--json', 'print JSON, one object a line')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      try {
        await start(root, options)
      } catch (cause) {
        throw new UsageError((cause as Error).message, { cause })
      }
    })
}

async function start(root: string, { port, persist, topology: path, json }: Options): Promise<void> {
  const say = (line: string): boolean => (json ? process.stderr : process.stdout).write(`${line}\n`)
  const tell = (told: object): boolean => process.stdout.write(`${JSON.stringify(told)}\n`)
  const closing: (() => Promise<unknown>)[] = []
  endOnSignal(closing)
  try {
    await ensurePortIsFree(port)
    // Below the project's folder, so that the paths in source maps lead to the sources.
    const assembly = await mkdtemp(join(root, '.omnibus-'))
    closing.unshift(() => rm(assembly, { recursive: true, force: true }))
    say('Building the stacks from the topology (a few seconds) …')
    const files = webConsole(root, say)
    await synthesize({ root, output: assembly, ...(path !== undefined && { topology: path }) })
    say('Starting them here …')
    const topology = await importTopology(root, path)
    const home = await startHome(root, topology.home)
    closing.unshift(() => home.close())
    const log = (line: LogLine): unknown => isMetrics(line) || (json ? tell(line) : say(formatLogLine(line)))
    const stack = await startLocal({
      assembly,
      port,
      functionEnvironment: home.environment,
      log,
      site: homeConsole(topology, files, log, path ?? process.env['OMNIBUS_TOPOLOGY']),
      watch: { root },
      ...(persist !== undefined && { persist }),
    })
    closing.unshift(() => stack.close())
    if (json) tell({ apiUrl: stack.apiUrl, endpoints: stack.endpoints })
    else say(welcome(topology, stack, home.example))
    await home.ready(stack.apiUrl)
  } catch (error) {
    for (const close of closing.splice(0)) await close()
    throw error
  }
}

async function startHome(root: string, module: string | undefined): Promise<Home> {
  if (module === undefined) {
    return { environment: {}, ready: () => Promise.resolve(), close: () => Promise.resolve() }
  }
  const { default: startIt } = (await import(pathToFileURL(join(root, module)).href)) as {
    default: StartHome
  }
  return await startIt()
}
