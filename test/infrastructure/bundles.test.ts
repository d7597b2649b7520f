import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../lib/infrastructure/configuration-error.ts'
import { FunctionBundler } from '../../lib/infrastructure/function-bundler.ts'
import { PUBLISH_ENTRY } from '../../lib/infrastructure/function-entries.ts'
import { temporaryProject } from './support/temporary-project.ts'

const ROOT = join(import.meta.dirname, '../..')
const FILES = {
  'topology.ts': "export const topology = { name: 'first' }",
  'other.ts': "export const topology = { name: 'other' }",
  'old.cjs': "exports.separator = require('node:path').sep",
  'shared.ts': "import { topology } from '#topology'\nexport const greet = () => 'hello ' + topology.name",
  'lambdas/a.ts': "import { greet } from '../shared.ts'\nexport const handler = async () => greet()",
  'lambdas/b.ts':
    "import { separator } from '../old.cjs'\nimport { greet } from '../shared.ts'\nexport const handler = async () => greet() + separator",
  'lambdas/fails.ts':
    "export class Refused extends Error {}\nexport const handler = async () => {\n  throw new Refused('no')\n}",
  'lambdas/none.ts': 'export const consume = 1\nexport const other = 2',
  'lambdas/broken.ts': 'export const handler = (',
}

const A = 'lambdas/a.ts'
const B = 'lambdas/b.ts'

function bundled(root: string, entry: string, expected: readonly string[], topologyPath = './topology.ts') {
  const directory = temporaryProject()
  new FunctionBundler({ root, topologyPath, expected }).write(entry, directory)
  const read = (name: string) => readFileSync(join(directory, name), 'utf8')
  return { directory, code: read('index.mjs'), map: read('index.mjs.map') }
}

/** By Node itself, as Lambda loads it. */
const load = createRequire(import.meta.url)
const handlerIn = (directory: string): (() => Promise<string>) => load(join(directory, 'index.mjs')).handler

describe('a bundle', () => {
  it('is one module and its source map', () => {
    const { directory, code } = bundled(temporaryProject(FILES), A, [A])
    expect(readdirSync(directory).toSorted()).toEqual(['index.mjs', 'index.mjs.map'])
    expect(code).toMatch(/\/\/# sourceMappingURL=index\.mjs\.map\n$/)
  })

  it('runs, with the topology in use and CommonJS dependencies', async () => {
    const root = temporaryProject(FILES)
    const first = handlerIn(bundled(root, B, [A, B]).directory)
    expect(await first()).toBe('hello first/')
    const other = handlerIn(bundled(root, B, [A, B], './other.ts').directory)
    expect(await other()).toBe('hello other/')
  })

  it('keeps the names of errors, by which they are told apart', async () => {
    const handler = handlerIn(bundled(temporaryProject(FILES), 'lambdas/fails.ts', []).directory)
    const error = await handler().catch((thrown: Error) => thrown)
    expect((error as Error).constructor.name).toBe('Refused')
  })

  it('is the same wherever the project lies and the assembly goes, and whatever else is built', () => {
    const { directory: _, ...alone } = bundled(temporaryProject(FILES), A, [A])
    for (const expected of [[A, B], [B, A], []]) {
      const { directory: __, ...inCompany } = bundled(temporaryProject(FILES), A, expected)
      expect(inCompany).toEqual(alone)
    }
  })

  it('names its sources from the project folder, and holds no copy of them', () => {
    const { map } = bundled(temporaryProject(FILES), A, [A, B])
    const { sources, sourcesContent } = JSON.parse(map)
    expect(sources.toSorted()).toEqual(['../../lambdas/a.ts', '../../shared.ts', '../../topology.ts'])
    expect(sourcesContent).toBeUndefined()
  })

  it('of the API holds what it uses of zod, and not what checks a topology: a cold start reads it all', () => {
    const { code } = bundled(ROOT, PUBLISH_ENTRY, [PUBLISH_ENTRY])
    expect(code.includes('cannot be an event type')).toBe(false)
    expect(code).toContain('Invalid input: expected ')
    expect(code.includes('Eingabe')).toBe(false)
  })

  it('equals what is built by the recorded options, as the local runner does when a handler is edited', () => {
    const root = temporaryProject(FILES)
    const options = JSON.parse(
      JSON.stringify(new FunctionBundler({ root, topologyPath: './topology.ts', expected: [] }).options(B)),
    )
    const { outputFiles } = buildSync({ ...options, absWorkingDir: root, outdir: root, write: false })
    const rebuilt = outputFiles?.find(({ path }) => path.endsWith('.mjs'))
    expect(rebuilt?.text).toBe(bundled(root, B, [A, B]).code)
  })
})

describe('a function that cannot be bundled', () => {
  const build = (entry: string, expected: readonly string[] = []) => {
    const root = temporaryProject(FILES)
    return () => new FunctionBundler({ root, topologyPath: './topology.ts', expected }).build(entry)
  }

  it('fails when its module exports no handler, with what it does export', () => {
    expect(build('lambdas/none.ts')).toThrow(ConfigurationError)
    expect(build('lambdas/none.ts')).toThrow(
      "lambdas/none.ts exports consume, other, but the module of a function must export 'handler': export const handler = consume(topology, '<subscription>', { … }).",
    )
  })

  it('fails with the place in the code', () => {
    expect(build('lambdas/broken.ts')).toThrow(ConfigurationError)
    expect(build('lambdas/broken.ts')).toThrow(
      /^The functions cannot be bundled\. .*\nlambdas\/broken\.ts:1:24: ERROR: Unexpected end of file$/,
    )
  })

  it('fails with all the others that are built with it', () => {
    expect(build(A, [A, 'lambdas/none.ts'])).toThrow(/^lambdas\/none\.ts exports/)
  })
})
