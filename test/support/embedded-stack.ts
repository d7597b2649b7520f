import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { homeConsole } from '../../lib/cli/home-console.ts'
import type { LogLine } from '../../lib/local/log.ts'
import { startLocal } from '../../lib/local/start-local.ts'
import { synthesize } from '../../lib/local/synthesize.ts'
import type { Topology } from '../../lib/topology/types.ts'
import { ROOT } from './root.ts'
import type { RunningStack, StackOptions } from './running-stack.ts'

const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }

/** Synthesizes a topology and runs it in this process, on a free port, with the desk but without the files of the web console. */
export async function embeddedStack(
  topology: string,
  { canary, ...options }: StackOptions,
): Promise<RunningStack> {
  const assembly = await mkdtemp(join(tmpdir(), 'omnibus-test-'))
  await synthesize({ root: ROOT, output: assembly, topology, ...(canary !== undefined && { canary }) })
  const lines: LogLine[] = []
  const log = (line: LogLine): void => void lines.push(line)
  const declared = (await import(join(ROOT, topology))) as { readonly topology: Topology }
  const site = homeConsole(declared.topology, Promise.resolve(undefined), log, topology)
  const stack = await startLocal({ port: 0, ...options, assembly, log, site })
  return {
    ...stack,
    principal: 'local',
    connections: {
      aws: { ...LOCAL, endpoint: stack.endpoints.aws },
      dynamodb: { ...LOCAL, endpoint: stack.endpoints.dynamodb },
    },
    commandLine: ['--api', new URL(stack.apiUrl).origin],
    logs: async () => lines.map(({ text }) => text),
    async invoke(functionName, event) {
      await stack.functions.get(functionName)?.invoke(event)
    },
    crash: (functionName) => stack.functions.get(functionName)?.crash() ?? false,
    async close() {
      await stack.close()
      await rm(assembly, { recursive: true, force: true })
    },
  }
}
