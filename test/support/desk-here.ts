import { join } from 'node:path'
import { deskPorts } from '../../lib/adapters/aws/desk-ports.ts'
import { outputOf } from '../../lib/adapters/aws/located.ts'
import { memoryMetrics } from '../../lib/adapters/memory/memory-metrics.ts'
import { consoleSite } from '../../lib/cli/console-site.ts'
import type { StaticFiles } from '../../lib/cli/static-files.ts'
import type { ConsoleAnswers } from '../../lib/console-api/answers.ts'
import { serveSite } from '../../lib/local/api/site.ts'
import type { ConsoleOperation, ConsoleRole } from '../../lib/topology/console-routes.ts'
import { METRICS_PERIOD_SECONDS } from '../../lib/topology/metrics.ts'
import type { Topology } from '../../lib/topology/types.ts'
import { ROOT } from './root.ts'
import type { TestStack } from './start-stack.ts'

export interface DeskHere {
  readonly origin: string
  /** Asks at a path below `/console`; with a body it is a POST. */
  ask(path: string, body?: object | string, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** The answer, which must be none that refuses. */
  answer<Operation extends ConsoleOperation>(
    operation: Operation,
    path: string,
    body?: object,
  ): Promise<ConsoleAnswers[Operation]>
  close(): Promise<void>
}

/** The console's site on this machine, before a stack wherever that runs. */
export async function deskHere(
  stack: TestStack,
  topologyFile: string,
  role: ConsoleRole = 'operator',
  files?: StaticFiles,
): Promise<DeskHere> {
  const { topology } = (await import(join(ROOT, topologyFile))) as { topology: Topology }
  const located = {
    ...stack.connections,
    metricsPeriodSeconds: METRICS_PERIOD_SECONDS.home,
    output: outputOf(stack.outputs, (name) => `There is no output '${name}'.`),
    operator: () => Promise.resolve('local'),
  }
  const logger = { info: () => undefined, warn: () => undefined }
  const ports = deskPorts({ topology, stage: 'dev', located, logger, metrics: memoryMetrics() })
  const caller = { principal: 'local', iamPrincipal: 'local', role }
  const site = consoleSite({ stage: 'home', ...ports }, caller, Promise.resolve(files))
  const server = await serveSite(site, { port: 0, log: () => undefined })
  const ask: DeskHere['ask'] = (path, body, headers = {}) =>
    fetch(`${server.origin}/console${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  return {
    origin: server.origin,
    ask,
    async answer(_operation, path, body) {
      const response = await ask(path, body)
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
      return (await response.json()) as never
    },
    close: () => server.close(),
  }
}
