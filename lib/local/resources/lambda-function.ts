import { join } from 'node:path'
import type { BuildOptions } from 'esbuild'
import { ACCOUNT, REGION } from '../assembly/pseudo-parameters.ts'
import { functionEnvironment } from '../lambda/function-environment.ts'
import { createLambdaFunction } from '../lambda/lambda-function.ts'
import { generatedName, type Provision, type ResourceInput } from './resource-type.ts'

const MAX_NAME_LENGTH = 64
const DEFAULT_TIMEOUT_SECONDS = 3
const DEFAULT_MEMORY_MEGABYTES = 128

/** AWS::Lambda::Function, of a Node.js runtime with its code in the assembly. */
export const provisionFunction: Provision = (input, services) => {
  const { properties } = input
  const name = String(properties['FunctionName'] ?? generatedName(input, MAX_NAME_LENGTH))
  const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`
  const handler = String(properties['Handler'])
  const memorySize = Number(properties['MemorySize'] ?? DEFAULT_MEMORY_MEGABYTES)
  const { Variables = {} } = (properties['Environment'] ?? {}) as { Variables?: Record<string, string> }
  const reserved = properties['ReservedConcurrentExecutions']
  const created = createLambdaFunction({
    name,
    arn,
    handler,
    memorySize,
    codeDirectory: codeDirectory(input),
    timeoutSeconds: Number(properties['Timeout'] ?? DEFAULT_TIMEOUT_SECONDS),
    environment: functionEnvironment({
      name,
      handler,
      memorySize,
      declared: Variables,
      overrides: services.functionEnvironment,
      endpoints: services.endpoints,
    }),
    ...(reserved === undefined ? {} : { reservedConcurrency: Number(reserved) }),
    log: services.log,
  })
  services.functions.set(name, created)
  const bundle = input.metadata['omnibus:bundle'] as BuildOptions | undefined
  if (bundle)
    services.functionSources.push({ function: created, options: bundle, codeDirectory: codeDirectory(input) })
  return { physicalId: name, attributes: { Arn: arn } }
}

function codeDirectory({ stackName, logicalId, directory, properties, metadata }: ResourceInput): string {
  const runtime = String(properties['Runtime'])
  if (!runtime.startsWith('nodejs')) {
    throw new Error(`${stackName}/${logicalId}: runtime '${runtime}' cannot run here; only Node.js can.`)
  }
  const path = metadata['aws:asset:path']
  if (typeof path === 'string') return join(directory, path)
  throw new Error(
    `${stackName}/${logicalId}: the code is not an asset of the assembly. Make it of a folder (Code.fromAsset).`,
  )
}
