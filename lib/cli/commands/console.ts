import { Command } from 'commander'
import { deskPorts } from '../../adapters/aws/desk-ports.ts'
import { iamPrincipal } from '../../adapters/aws/iam-principal.ts'
import { locateStage } from '../../adapters/aws/locate-stage.ts'
import { memoryMetrics } from '../../adapters/memory/memory-metrics.ts'
import { serveSite } from '../../local/api/site.ts'
import type { LogLine } from '../../local/log.ts'
import { printable } from '../../messaging/printable.ts'
import { buildWebConsole } from '../build-web-console.ts'
import { consoleLogger } from '../console-logger.ts'
import { consoleSite } from '../console-site.ts'
import { endOnSignal } from '../end-on-signal.ts'
import { importTopology } from '../import-topology.ts'
import { formatLogLine } from '../log-line.ts'
import { portNumber } from '../port-number.ts'
import { readStaticFiles } from '../static-files.ts'
import { UsageError } from '../usage-error.ts'

interface Options {
  readonly stage: string
  readonly port: number
  readonly topology?: string
  readonly json?: boolean
}

const NOTES = `
Examples:
  omnibus console --stage prod
  omnibus console --stage prod --json | jq -r 'select(.url).url'

It acts as whoever you are signed in to AWS as, and can do what they may: IAM says what works, and the log of acts has
their ARN. Only this machine reaches it. npm start has the console of the stack at home. With --json there
is one object on each line: where the console is, then each line of its log.`

/** `omnibus console`: the web console of a deployed stack, on this machine, until Ctrl-C. */
export function consoleCommand(root: string): Command {
  return new Command('console')
    .description('Open the web console of a deployed stack on this machine, as whoever you are signed in as.')
    .requiredOption('--stage <name>', 'the stack, of the account and region that you are signed in to')
    .option('--port <port>', 'port of the console', portNumber, 4002)
    .option('--topology <path>', 'topology file (default: OMNIBUS_TOPOLOGY, else topology.ts)')
    .option('--json', 'print JSON, one object a line')
    .addHelpText('after', NOTES)
    .action(async ({ stage, port, topology: path, json }: Options) => {
      const topology = await importTopology(root, path)
      const located = await locateStage(topology, stage)
      const [principal, folder] = await Promise.all([located.operator(), buildWebConsole(root)]).catch(
        asUsage,
      )
      const log = (line: LogLine): unknown => say(json ? JSON.stringify(line) : formatLogLine(line))
      const bus = { topology, stage, located, logger: consoleLogger(log), metrics: memoryMetrics() }
      const caller = { principal, iamPrincipal: iamPrincipal(principal), role: 'operator' } as const
      const site = consoleSite(
        { stage, topologyPath: path ?? process.env['OMNIBUS_TOPOLOGY'], ...deskPorts(bus) },
        caller,
        readStaticFiles(folder),
      )
      const server = await serveSite(site, {
        port,
        log,
        command: `npx omnibus console --stage ${stage}`,
      }).catch(asUsage)
      endOnSignal([() => server.close()])
      const url = `${server.origin}/`
      say(
        json
          ? JSON.stringify({ url, stage, principal })
          : `The console of ${printable(stage)} is at ${url} for ${printable(principal)}.\nCtrl-C ends it.`,
      )
    })
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`)

function asUsage(cause: Error): never {
  throw new UsageError(cause.message, { cause })
}
