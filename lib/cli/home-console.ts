import { deskPorts } from '../adapters/aws/desk-ports.ts'
import { locatedAtHome, outputOf } from '../adapters/aws/located.ts'
import type { Site } from '../local/api/site.ts'
import { homeMetrics } from '../local/aws-api/home-metrics.ts'
import type { LocalStack } from '../local/local-options.ts'
import type { Log } from '../local/log.ts'
import { OUTPUTS } from '../topology/resource-names.ts'
import type { Topology } from '../topology/types.ts'
import { buildWebConsole } from './build-web-console.ts'
import { consoleLogger } from './console-logger.ts'
import { consoleSite } from './console-site.ts'
import { readStaticFiles, type StaticFiles } from './static-files.ts'

/** Nobody signs in at home, and whoever sits here may do everything. */
const CALLER = { principal: 'local', iamPrincipal: 'local', role: 'operator' } as const
/** Stacks are synthesized for it. */
const STAGE = 'dev'

/** The files of the web console; undefined where it cannot be built, which keeps no stack from starting. */
export async function webConsole(
  root: string,
  say: (line: string) => unknown,
): Promise<StaticFiles | undefined> {
  try {
    return await readStaticFiles(await buildWebConsole(root))
  } catch (error) {
    say(`${(error as Error).message}\nThe stack starts without it.`)
    return undefined
  }
}

/** The console of a stack in this process. */
export function homeConsole(
  topology: Topology,
  files: Promise<StaticFiles | undefined>,
  log: Log,
  topologyPath: string | undefined,
): (stack: LocalStack) => Site {
  return ({ endpoints, outputs, metrics: kept }) => {
    const missing = (name: string) => `This stack has no output '${name}'. Start it again: npm start`
    const located = locatedAtHome(endpoints, outputOf(outputs, missing))
    const metrics = homeMetrics(kept, located.output(OUTPUTS.metricsNamespace))
    const bus = { topology, stage: STAGE, located, logger: consoleLogger(log), metrics }
    return consoleSite({ stage: 'home', topologyPath, ...deskPorts(bus) }, CALLER, files)
  }
}
