import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OUTPUTS } from '../../lib/topology/resource-names.ts'
import type { RunningStack, StackOptions } from '../support/running-stack.ts'
import { callerPrincipal } from './caller-principal.ts'
import { deploy, destroy } from './cdk.ts'
import { configureFunctions } from './configure-functions.ts'
import { endpointOf } from './endpoint-of.ts'
import { invokeFunction } from './invoke-function.ts'
import { logLines } from './log-lines.ts'
import { signingRelay } from './signing-relay.ts'
import { stackResources } from './stack-resources.ts'

/** Deploys a topology to where the environment points, under a stage of its own: nothing that is there is touched. */
export async function deployedStack(topology: string, options: StackOptions): Promise<RunningStack> {
  const assembly = await mkdtemp(join(tmpdir(), 'omnibus-deployed-'))
  const stage = `t${crypto.randomUUID().slice(0, 8)}`
  const byStack = await deploy({
    topology,
    stage,
    assembly,
    ...(options.canary !== undefined && { canary: options.canary }),
  })
  const outputs: Record<string, string> = Object.assign({}, ...Object.values(byStack))
  const resources = await stackResources(Object.keys(byStack))
  await configureFunctions(resources, options)
  const relay = await signingRelay(endpointOf(outputs[OUTPUTS.apiUrl] ?? ''))
  return {
    apiUrl: relay.url,
    principal: await callerPrincipal(),
    connections: { aws: {}, dynamodb: {} },
    outputs,
    resources,
    commandLine: ['--stage', stage, '--topology', topology],
    logs: () => logLines(resources),
    invoke: invokeFunction,
    crash() {
      throw new Error('The processes of a deployed function are out of reach.')
    },
    async close() {
      await relay[Symbol.asyncDispose]()
      await destroy({ assembly })
      await rm(assembly, { recursive: true, force: true })
    },
  }
}
