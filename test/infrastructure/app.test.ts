import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import cdk from '../../cdk.json' with { type: 'json' }
import { temporaryProject } from './support/temporary-project.ts'

/** A process that imports the CDK and bundles. */
const SLOW = 60_000
const ROOT = join(import.meta.dirname, '../..')

interface Run {
  readonly status: number
  readonly said: string
  readonly assembly: string
}

interface RunOptions {
  readonly context?: object
  readonly environment?: Readonly<Record<string, string>>
  /** Where the assembly goes, within a folder of its own. */
  readonly output?: string
}

/** Runs `bin/app.ts` as the CDK CLI and the local runner do. */
async function runApp({ context = {}, environment, output = 'cdk.out' }: RunOptions = {}): Promise<Run> {
  const assembly = join(temporaryProject(), output)
  const { OMNIBUS_TOPOLOGY: _, ...inherited } = process.env
  const told = { CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: JSON.stringify(context), ...environment }
  const child = spawn(process.execPath, ['bin/app.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...inherited, ...told },
  })
  const [said, [status]] = await Promise.all([text(child.stderr), once(child, 'close')])
  return { status, said, assembly }
}

function templatesIn(assembly: string): Record<string, string> {
  const files = readdirSync(assembly).filter((file) => file.endsWith('.template.json'))
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(assembly, file), 'utf8')]))
}

describe('the CDK app', () => {
  it(
    "synthesizes the shop: the same templates everywhere, with this machine's paths in none",
    async () => {
      const added = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true }
      const [plain, likeTheCli] = await Promise.all([
        runApp(),
        runApp({ context: { ...cdk.context, ...added }, output: 'some/where/deeper' }),
      ])
      expect([plain.status, likeTheCli.status]).toEqual([0, 0])
      const templates = templatesIn(plain.assembly)
      expect(Object.keys(templates)).toEqual(['omnibus-dev-main.template.json', 'omnibus-dev.template.json'])
      expect(templatesIn(likeTheCli.assembly)).toEqual(templates)
      for (const template of Object.values(templates)) {
        expect(template).not.toContain(ROOT)
        expect(template).not.toContain(tmpdir())
      }

      const { artifacts } = JSON.parse(readFileSync(join(plain.assembly, 'manifest.json'), 'utf8'))
      expect(artifacts['omnibus-dev-main'].dependencies).toContain('omnibus-dev')

      const resources = Object.values(templates).flatMap((template) =>
        Object.values(JSON.parse(template).Resources as Record<string, { Type: string; Metadata: object }>),
      )
      const functions = resources.filter(({ Type }) => Type === 'AWS::Lambda::Function')
      expect(functions).toHaveLength(7)
      for (const { Metadata } of functions) {
        expect(Metadata).toHaveProperty(['omnibus:bundle', 'entryPoints'])
        const { 'aws:asset:path': path } = Metadata as { 'aws:asset:path': string }
        expect(readdirSync(join(plain.assembly, path)).toSorted()).toEqual(['index.mjs', 'index.mjs.map'])
      }
    },
    SLOW,
  )

  it(
    'takes the topology and the stage from the context before the environment',
    async () => {
      const topology = 'test/fixtures/faults/topology.ts'
      const nowhere = { OMNIBUS_TOPOLOGY: 'nowhere.ts' }
      const [fromContext, fromEnvironment] = await Promise.all([
        runApp({ context: { topology, stage: 'test' }, environment: nowhere }),
        runApp({ environment: { OMNIBUS_TOPOLOGY: topology } }),
      ])
      const names = (stage: string) => [`faults-${stage}-main.template.json`, `faults-${stage}.template.json`]
      expect(Object.keys(templatesIn(fromContext.assembly))).toEqual(names('test'))
      expect(Object.keys(templatesIn(fromEnvironment.assembly))).toEqual(names('dev'))
      const template = templatesIn(fromContext.assembly)['faults-test-main.template.json'] ?? ''
      expect(template).toContain(`"#topology": "./${topology}"`)
    },
    SLOW,
  )

  it.each<[string, object, string]>([
    ['a topology that is not there', { topology: 'nowhere.ts' }, "The topology 'nowhere.ts' is not a file:"],
    ['a stage that cannot be one', { stage: 'Prod' }, "'Prod' cannot be a stage."],
  ])(
    'fails for %s with one sentence and leaves no assembly',
    async (_mistake, context, sentence) => {
      const { status, said, assembly } = await runApp({ context })
      expect(status).toBe(1)
      expect(said.startsWith(sentence)).toBe(true)
      expect(said.trim().split('\n')).toHaveLength(1)
      expect(existsSync(join(assembly, 'manifest.json'))).toBe(false)
    },
    SLOW,
  )

  it(
    'keeps what was published, in a stage that others rely on',
    async () => {
      const schemas = temporaryProject({
        'stock/stock.received/1.json': JSON.stringify({ type: 'object', required: ['sku', 'price'] }),
      })
      const [prod, dev] = await Promise.all([
        runApp({ context: { stage: 'prod', schemas } }),
        runApp({ context: { stage: 'dev', schemas } }),
      ])
      expect([prod.status, dev.status]).toEqual([1, 0])
      expect(prod.said).toMatch(
        /^stock\/stock\.received\/1\.json: version 1 of 'stock\.received' was published, and has changed: .+ Put it back/,
      )
      expect(existsSync(join(prod.assembly, 'manifest.json'))).toBe(false)
    },
    SLOW,
  )

  it(
    'fails for handlers that do not build with the place in the code, and leaves no assembly',
    async () => {
      const project = temporaryProject({
        'topology.ts': `
          import { z } from '${join(ROOT, 'node_modules/zod/index.js')}'
          const events = { 'it.happened': { schema: z.object({}) } }
          export const topology = {
            name: 'broken',
            topics: { it: { events } },
            subscriptions: { reader: { topic: 'it', handler: import.meta.dirname + '/reader.ts' } },
          }`,
        'reader.ts': 'export const handler = (',
      })
      const { status, said, assembly } = await runApp({ context: { topology: join(project, 'topology.ts') } })
      expect(status).toBe(1)
      expect(said).toMatch(
        /^The functions cannot be bundled\..*\n.*reader\.ts:1:24: ERROR: Unexpected end of file\n$/,
      )
      expect(existsSync(join(assembly, 'manifest.json'))).toBe(false)
    },
    SLOW,
  )
})
