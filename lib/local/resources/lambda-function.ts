import { join } from 'node:path'
import type { BuildOptions } from 'esbuild'
import { ACCOUNT, REGION } from '../assembly/pseudo-parameters.ts'
import { functionEnvironment } from '../lambda/function-environment.ts'
import { createLambdaFunction } from '../lambda/lambda-function.ts'
import { NotRunHere } from './not-run-here.ts'
import { generatedName, type Provision, type ResourceInput } from './resource-type.ts'

const MAX_NAME_LENGTH = 64
const DEFAULT_TIMEOUT_SECONDS = 3
const DEFAULT_MEMORY_MEGABYTES = 128

/** AWS::Lambda::Function, of a Node.js runtime with its code in the assembly. */
export const provisionFunction: Provision = (input, services) => {
  const { properties } = input
  const directory = codeDirectory(input)
  const name = String(properties['FunctionName'] ?? generatedName(input, MAX_NAME_LENGTH))
  const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`
  const handler = String(properties['Handler'])
  const memorySize = Number(properties['MemorySize'] ?? DEFAULT_MEMORY_MEGABYTES)
  const { LogGroup } = (properties['LoggingConfig'] ?? {}) as { LogGroup?: string }
  const logGroup = LogGroup ?? `/aws/lambda/${name}`
  const { Variables = {} } = (properties['Environment'] ?? {}) as { Variables?: Record<string, string> }
  const reserved = properties['ReservedConcurrentExecutions']
  const created = createLambdaFunction({
    name,
    arn,
    handler,
    memorySize,
    codeDirectory: directory,
    timeoutSeconds: Number(properties['Timeout'] ?? DEFAULT_TIMEOUT_SECONDS),
    environment: functionEnvironment({
      name,
      handler,
      memorySize,
      declared: Variables,
      overrides: services.functionEnvironment,
      endpoints: services.functionEndpoints,
    }),
    ...(reserved === undefined ? {} : { reservedConcurrency: Number(reserved) }),
    log: (line) => {
      services.keptLogs.keep(logGroup, line.text)
      services.log(line)
    },
  })
  services.functions.set(name, created)
  const bundle = input.metadata['omnibus:bundle'] as BuildOptions | undefined
  if (bundle) services.functionSources.push({ function: created, options: bundle, codeDirectory: directory })
  return { physicalId: name, attributes: { Arn: arn } }
}

function codeDirectory({ directory, properties, metadata }: ResourceInput): string {
  const runtime = properties['Runtime']
  if (!String(runtime).startsWith('nodejs')) {
    throw new NotRunHere(`only Node.js runs at home, not ${runtime ?? 'a container image'}`)
  }
  const path = metadata['aws:asset:path']
  if (typeof path === 'string') return join(directory, path)
  throw new NotRunHere('its code is not a folder of the assembly (Code.fromAsset)')
}
