import { join } from 'node:path'
import { App, type Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import cdk from '../../../cdk.json' with { type: 'json' }
import { addStacks } from '../../../lib/infrastructure/bus-app.ts'
import { FunctionBundler } from '../../../lib/infrastructure/function-bundler.ts'
import { type StageConfig, stageConfig } from '../../../lib/infrastructure/stage-config.ts'
import type { Topology } from '../../../lib/topology/types.ts'

const ROOT = join(import.meta.dirname, '../../..')

export interface Resource {
  readonly id: string
  readonly Type: string
  readonly Properties: Readonly<Record<string, unknown>>
  readonly DependsOn?: readonly string[]
  readonly DeletionPolicy?: string
  readonly UpdateReplacePolicy?: string
  readonly Metadata?: Readonly<Record<string, unknown>>
}

/** One stack's template, and what tests ask it. */
export interface Synthesized {
  readonly name: string
  readonly terminationProtection: boolean
  readonly tags: Readonly<Record<string, string>>
  readonly environment: string
  readonly template: Template
  readonly json: { readonly Outputs?: Readonly<Record<string, { Value: unknown; Export?: unknown }>> }
  readonly resources: readonly Resource[]
  ofType(type: string): readonly Resource[]
  /** The resource that a Ref or a Fn::GetAtt leads to. */
  target(reference: unknown): Resource
}

/** The stacks of a topology, core first. Nothing is bundled, so handlers need not exist. */
export function synthesized(topology: Topology, stage: string | StageConfig = 'dev'): Synthesized[] {
  const config = typeof stage === 'string' ? stageConfig(stage) : stage
  return bus(topology, config).node.children.map((stack) => describeStack(stack as Stack))
}

/** The stacks as constructs, to be synthesized into a folder or not at all. */
export function bus(topology: Topology, config: StageConfig, outdir?: string): App {
  const app = new App({
    ...(outdir !== undefined && { outdir }),
    context: {
      ...cdk.context,
      'aws:cdk:bundling-stacks': [],
      '@aws-cdk/core:validateAgainstDefaultRules': false,
    },
  })
  const bundler = new FunctionBundler({ root: ROOT, topologyPath: './topology.ts', expected: [] })
  addStacks(app, { topology, config, bundler })
  return app
}

function describeStack(stack: Stack): Synthesized {
  const template = Template.fromStack(stack)
  const json = template.toJSON()
  const resources = Object.entries(json['Resources'] as Record<string, Omit<Resource, 'id'>>).map(
    ([id, resource]): Resource => ({ id, ...resource }),
  )
  return {
    name: stack.stackName,
    terminationProtection: stack.terminationProtection,
    tags: stack.tags.tagValues(),
    environment: stack.environment,
    template,
    json,
    resources,
    ofType: (type) => resources.filter(({ Type }) => Type === type),
    target(reference) {
      const { Ref, 'Fn::GetAtt': getAtt } = reference as { Ref?: string; 'Fn::GetAtt'?: [string, string] }
      const found = resources.find(({ id }) => id === (Ref ?? getAtt?.[0]))
      if (!found) throw new Error(`${JSON.stringify(reference)} leads to nothing in ${stack.stackName}.`)
      return found
    },
  }
}

/** A value with its references spelled out: `arn:${AWS::Partition}:sns:…`, `${OrdersTopic.Arn}`, ids without hashes. */
export function spelled(value: unknown): string {
  if (typeof value === 'string') return value
  const {
    Ref,
    'Fn::GetAtt': getAtt,
    'Fn::Join': join,
  } = value as {
    Ref?: string
    'Fn::GetAtt'?: [string, string]
    'Fn::Join'?: [string, unknown[]]
  }
  if (Ref !== undefined) return `\${${withoutHash(Ref)}}`
  if (getAtt) return `\${${withoutHash(getAtt[0])}.${getAtt[1]}}`
  if (join) return join[1].map(spelled).join(join[0])
  throw new Error(`Cannot spell ${JSON.stringify(value)}.`)
}

const withoutHash = (id: string): string => id.replace(/[0-9A-F]{8}$/, '')
