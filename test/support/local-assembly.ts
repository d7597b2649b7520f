import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Template, TemplateResource } from '../../lib/local/assembly/template-types.ts'
import type { DeployedResource } from '../../lib/local/deployed-resource.ts'
import type { LambdaFunction } from '../../lib/local/lambda/lambda-function.ts'
import type { LocalOptions, LocalStack } from '../../lib/local/local-options.ts'
import type { LogLine } from '../../lib/local/log.ts'
import { startLocal } from '../../lib/local/start-local.ts'

export interface FunctionParts {
  /** The text of its index.mjs. */
  readonly code: string
  /** Other files beside it, by name. */
  readonly files?: Readonly<Record<string, string>>
  readonly properties?: Readonly<Record<string, unknown>>
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** A template whose functions are written with their code. */
export interface StackParts extends Template {
  readonly functions?: Readonly<Record<string, FunctionParts>>
}

/** A hand-made stack that runs, and what a test asks it. */
export interface HandMadeStack extends LocalStack, AsyncDisposable {
  readonly lines: readonly LogLine[]
  resource(logicalId: string): DeployedResource
  functionOf(logicalId: string): LambdaFunction
}

const STACK_NAME = 'Test'

/** Writes an assembly of one stack to a new folder, as the CDK would synthesize it. */
export async function writeAssembly({ functions = {}, ...template }: StackParts): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'omnibus-assembly-'))
  const resources: Record<string, TemplateResource> = { ...template.Resources }
  for (const [logicalId, { code, files, properties, metadata }] of Object.entries(functions)) {
    const asset = `asset.${logicalId}`
    await mkdir(join(directory, asset))
    for (const [name, text] of Object.entries({ ...files, 'index.mjs': code })) {
      await writeFile(join(directory, asset, name), text)
    }
    resources[logicalId] = {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', ...properties },
      Metadata: { 'aws:asset:path': asset, ...metadata },
    }
  }
  const templateFile = `${STACK_NAME}.template.json`
  const manifest = {
    artifacts: { [STACK_NAME]: { type: 'aws:cloudformation:stack', properties: { templateFile } } },
  }
  await writeFile(join(directory, templateFile), JSON.stringify({ ...template, Resources: resources }))
  await writeFile(join(directory, 'manifest.json'), JSON.stringify(manifest))
  return directory
}

/** Runs a hand-made stack on a free port. Disposing of it also removes its assembly. */
export async function startAssembly(
  parts: StackParts,
  options: Omit<LocalOptions, 'assembly' | 'log'> = {},
): Promise<HandMadeStack> {
  const assembly = await writeAssembly(parts)
  const lines: LogLine[] = []
  const removeAssembly = () => rm(assembly, { recursive: true, force: true })
  const log = (line: LogLine): void => void lines.push(line)
  const stack = await startLocal({ port: 0, ...options, assembly, log }).catch(async (error: unknown) => {
    await removeAssembly()
    throw error
  })
  const resource = (logicalId: string): DeployedResource => {
    const found = stack.resources.find((each) => each.logicalId === logicalId)
    if (!found) throw new Error(`'${logicalId}' does not run.`)
    return found
  }
  const close = async (): Promise<void> => {
    await stack.close()
    await removeAssembly()
  }
  return {
    ...stack,
    lines,
    resource,
    functionOf: (logicalId) => stack.functions.get(resource(logicalId).physicalId) as LambdaFunction,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** `{ "Fn::GetAtt": [...] }` */
export const attribute = (logicalId: string, name = 'Arn'): object => ({ 'Fn::GetAtt': [logicalId, name] })

export const ref = (logicalId: string): object => ({ Ref: logicalId })

export const resourceOf = (type: string, properties: Readonly<Record<string, unknown>> = {}) => ({
  Type: `AWS::${type}`,
  Properties: properties,
})
