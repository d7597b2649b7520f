import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stack, Template } from './template-types.ts'

interface Artifact {
  readonly type: string
  readonly dependencies?: readonly string[]
  readonly properties?: {
    readonly templateFile?: string
    readonly stackName?: string
    readonly directoryName?: string
  }
}

/** The stacks of a synthesized assembly (`cdk.out`), those of its stages too, each after the ones it depends on. */
export async function readAssembly(directory: string): Promise<Stack[]> {
  const artifacts = (await readManifest(directory)).artifacts ?? {}
  const stacks: Stack[] = []
  const visited = new Set<string>()
  const visit = async (id: string): Promise<void> => {
    const artifact = artifacts[id]
    if (artifact === undefined || visited.has(id)) return
    visited.add(id)
    for (const dependency of artifact.dependencies ?? []) await visit(dependency)
    stacks.push(...(await stacksOfArtifact(directory, id, artifact)))
  }
  for (const id of Object.keys(artifacts)) await visit(id)
  return stacks
}

async function stacksOfArtifact(directory: string, id: string, artifact: Artifact): Promise<Stack[]> {
  const { templateFile, stackName, directoryName } = artifact.properties ?? {}
  if (artifact.type === 'cdk:cloud-assembly' && directoryName !== undefined) {
    return await readAssembly(join(directory, directoryName))
  }
  if (artifact.type !== 'aws:cloudformation:stack' || templateFile === undefined) return []
  const template = (await readJson(join(directory, templateFile))) as Template
  return [{ name: stackName ?? id, directory, template }]
}

async function readManifest(directory: string): Promise<{ artifacts?: Readonly<Record<string, Artifact>> }> {
  const path = join(directory, 'manifest.json')
  try {
    return (await readJson(path)) as { artifacts?: Record<string, Artifact> }
  } catch (cause) {
    throw new Error(
      `${path} cannot be read: "assembly" must name a synthesized CDK assembly (npm run synth).`,
      {
        cause,
      },
    )
  }
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'))
}
