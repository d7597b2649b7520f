import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { BuildOptions } from 'esbuild'
import { build } from 'esbuild'
import { afterEach, expect, test } from 'vitest'
import type { LambdaFunction } from '../../lib/local/lambda/lambda-function.ts'
import { type HandMadeStack, startAssembly } from '../support/local-assembly.ts'

const FILES = {
  'one.ts': "import { word } from './words/index.ts'\nexport const handler = async () => 'one ' + word",
  'two.ts': "export const handler = async (): Promise<string> => 'two'",
  'words/index.ts': "export * from './word.ts'",
  'words/word.ts': "export const word: string = 'says hello'",
  'words/other.ts': "export const word: string = 'says something else'",
}
type File = keyof typeof FILES

const opened: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

const optionsOf = (entry: string): BuildOptions => ({
  entryPoints: [{ in: entry, out: 'index' }],
  bundle: true,
  platform: 'node',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  sourcemap: 'linked',
  sourcesContent: false,
  alias: { '#topology': './words/other.ts' },
  logLevel: 'silent',
})

/** A project of two functions that runs and is watched. */
async function startProject() {
  const root = await mkdtemp(join(tmpdir(), 'omnibus-project-'))
  opened.push(() => rm(root, { recursive: true, force: true }))
  const write = async (file: File, text: string): Promise<void> => {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), text)
  }
  for (const [file, text] of Object.entries(FILES)) await write(file as File, text)
  const parts = async (entry: File) => {
    const options = optionsOf(entry)
    const outdir = join(root, 'bundles', entry)
    await build({ ...options, absWorkingDir: root, outdir })
    const [code, map] = await Promise.all(
      ['index.mjs', 'index.mjs.map'].map((file) => readFile(join(outdir, file), 'utf8')),
    )
    return {
      code: code ?? '',
      files: { 'index.mjs.map': map ?? '' },
      metadata: { 'omnibus:bundle': options },
    }
  }
  const functions = { One: await parts('one.ts'), Two: await parts('two.ts') }
  const stack = await startAssembly({ functions }, { watch: { root } })
  opened.push(() => stack.close())
  return { root, stack, write, one: stack.functionOf('One'), two: stack.functionOf('Two') }
}

const answers = (handler: LambdaFunction, expected: string) =>
  expect.poll(() => handler.invoke({}), { timeout: 5000, interval: 20 }).toBe(expected)
const logged = (stack: HandMadeStack, text: string) =>
  expect
    .poll(() => stack.lines.map((line) => line.text), { timeout: 5000 })
    .toContainEqual(expect.stringContaining(text))
const reloads = ({ lines }: HandMadeStack) => lines.filter(({ text }) => text.endsWith(' reloaded'))

test('reloads a function within a second of an edit, and no other', async () => {
  const { stack, write, one, two } = await startProject()
  await answers(one, 'one says hello')
  const started = Date.now()
  await write('one.ts', "export const handler = async () => 'edited'")
  await answers(one, 'edited')
  expect(Date.now() - started).toBeLessThan(1000)
  await write('one.ts', "export const handler = async () => 'edited again'")
  await answers(one, 'edited again')
  expect(await two.invoke({})).toBe('two')
  expect(reloads(stack).map(({ text }) => text)).toEqual(['Test-One reloaded', 'Test-One reloaded'])
})

test('reloads a function when a file that it imports is replaced, as editors save', async () => {
  const { root, one } = await startProject()
  const draft = join(root, 'words/word.ts~')
  await writeFile(draft, "export const word = 'says bye'")
  await rename(draft, join(root, 'words/word.ts'))
  await answers(one, 'one says bye')
})

test('notices a file that left no code in the bundle, such as one that only exports others', async () => {
  const { write, one } = await startProject()
  await write('words/index.ts', "export * from './other.ts'")
  await answers(one, 'one says something else')
})

test('keeps the old code after a mistake, names it, and recovers', async () => {
  const { stack, write, one } = await startProject()
  await write('words/word.ts', 'export const word = ')
  await logged(stack, 'Test-One not reloaded: Build failed')
  await logged(stack, 'words/word.ts:1:20: ERROR: Unexpected end of file')
  expect(await one.invoke({})).toBe('one says hello')
  await write('words/word.ts', FILES['words/word.ts'])
  await logged(stack, 'Test-One reloaded')
  await write('words/word.ts', "export const word = 'recovers'")
  await answers(one, 'one recovers')
})

test('recovers when a missing file appears', async () => {
  const { root, stack, write, one } = await startProject()
  await write('one.ts', "import { word } from './words/new.ts'\nexport const handler = async () => word")
  await logged(stack, 'Could not resolve "./words/new.ts"')
  await writeFile(join(root, 'words/new.ts'), "export const word = 'new'")
  await answers(one, 'new')
})

test('says that an edited topology needs a new start', async () => {
  const { stack, write } = await startProject()
  await write('words/other.ts', "export const word = 'topology'")
  await logged(stack, 'words/other.ts changed: start again')
})

test('lets invocations in flight end with the old code', async () => {
  const { stack, write, one } = await startProject()
  await write(
    'one.ts',
    'export const handler = async ({ wait }) => new Promise((r) => setTimeout(r, wait ?? 0, "old"))',
  )
  await answers(one, 'old')
  const inFlight = one.invoke({ wait: 1500 })
  await write('one.ts', "export const handler = async () => 'new'")
  await answers(one, 'new')
  expect(await inFlight).toBe('old')
  expect(reloads(stack)).toHaveLength(2)
})
