import type { Command } from 'commander'
import { locateStage } from '../adapters/aws/locate-stage.ts'
import type { Located } from '../adapters/aws/located.ts'
import type { Topology } from '../topology/types.ts'
import { DEFAULT_API, locateAtHome } from './find-stack.ts'
import { UsageError } from './usage-error.ts'

/** Which bus is meant. */
export interface StackOptions {
  readonly api?: string
  readonly stage?: string
  readonly topology?: string
  readonly json?: boolean
}

export function withStackOptions(command: Command): Command {
  return command
    .option('--api <url>', `address of the local stack (default: ${DEFAULT_API})`)
    .option('--stage <name>', 'a deployed stack, of the account and region that you are signed in to')
    .option('--topology <path>', 'topology file (default: OMNIBUS_TOPOLOGY, else topology.ts)')
    .option('--json', 'print JSON')
}

/**
 * Finds a bus, or the part of it that operates these subscriptions.
 * @throws UsageError, NotLocated
 */
export function locate(
  topology: Topology,
  { api, stage }: StackOptions,
  subscriptions: readonly string[] = Object.keys(topology.subscriptions),
): Promise<Located> {
  if (api !== undefined && stage !== undefined) {
    throw new UsageError('Choose: --api is a stack at home, --stage one that is deployed.')
  }
  if (stage !== undefined) return locateStage(topology, stage, subscriptions)
  return locateAtHome(api ?? DEFAULT_API)
}
