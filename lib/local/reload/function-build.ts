import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { BuildContext, BuildFailure, BuildOptions, BuildResult } from 'esbuild'
import type { FunctionSource } from './watch-functions.ts'

/** The build of one function, repeated whenever a file of it changes. */
export interface FunctionBuild {
  readonly source: FunctionSource
  /** Absolute paths of the project's files that it is made of, as far as is known. */
  readonly inputs: ReadonlySet<string>
  /** False where other files may matter too: before the first build here and after a failed one. */
  readonly inputsAreComplete: boolean
  /** The folder with new code; undefined when it is the same as before. Throws with esbuild's message. */
  run(): Promise<string | undefined>
  /** Gives up a build that runs: it rejects. */
  close(): Promise<void>
}

type Incremental = BuildOptions & { readonly metafile: true; readonly write: false }

/**
 * Nothing is built until something changes: at first the inputs are those that the source map of the existing code
 * names. `directory` receives a folder for each build, so that a thread never loads code that is being written.
 */
export async function prepareBuild(
  source: FunctionSource,
  root: string,
  directory: string,
): Promise<FunctionBuild> {
  const options: Incremental = {
    ...source.options,
    absWorkingDir: root,
    // As deep as the folders that are written, for the paths in source maps.
    outdir: join(directory, 'build'),
    metafile: true,
    write: false,
  }
  const original = await existingCode(source.codeDirectory, root)
  let { code } = original
  let inputs = new Set([...original.sources, ...entryPoints(source.options, root)])
  let inputsAreComplete = false
  let builder: Promise<BuildContext<Incremental>> | undefined
  let builds = 0

  const build = async (): Promise<BuildResult<Incremental>> => {
    builder ??= import('esbuild').then(({ context }) => context(options))
    try {
      return await (await builder).rebuild()
    } catch (error) {
      inputsAreComplete = false
      inputs = new Set([...inputs, ...filesWithErrors(error as BuildFailure, root)])
      throw error
    }
  }
  return {
    source,
    get inputs() {
      return inputs
    },
    get inputsAreComplete() {
      return inputsAreComplete
    },
    async run() {
      const { metafile, outputFiles } = await build()
      const ownFiles = Object.keys(metafile.inputs).filter(isOwn)
      inputs = new Set(ownFiles.map((file) => resolve(root, file)))
      inputsAreComplete = true
      const text = outputFiles.find(({ path }) => isCode(path))?.text
      if (text === undefined || text === code) return undefined
      builds += 1
      const folder = join(directory, String(builds))
      await mkdir(folder, { recursive: true })
      for (const { path, contents } of outputFiles) await writeFile(join(folder, basename(path)), contents)
      code = text
      return folder
    },
    async close() {
      const started = await builder
      await started?.cancel()
      await started?.dispose()
    },
  }
}

const isOwn = (file: string): boolean => !file.includes('node_modules/')
const isCode = (file: string): boolean => /\.[cm]?js$/.test(file)

/**
 * What was built last time, and the project's files that its source map names. The map's paths start in a folder of
 * the project that need not exist, so the way up from it is dropped.
 */
async function existingCode(
  folder: string,
  root: string,
): Promise<{ code: string; sources: readonly string[] }> {
  const code = await readFile(join(folder, 'index.mjs'), 'utf8')
  const map = /^\/\/# sourceMappingURL=(.+)$/m.exec(code)?.[1]
  if (map === undefined) return { code, sources: [] }
  const { sources } = JSON.parse(await readFile(join(folder, map), 'utf8')) as { sources: readonly string[] }
  const fromRoot = sources.filter(isOwn).map((source) => join(root, source.replace(/^(?:\.\.\/)+/, '')))
  return { code, sources: fromRoot.filter((path) => existsSync(path)) }
}

function entryPoints({ entryPoints: entries }: BuildOptions, root: string): string[] {
  if (!Array.isArray(entries)) return []
  return entries.map((entry) => resolve(root, typeof entry === 'string' ? entry : entry.in))
}

function filesWithErrors({ errors = [] }: BuildFailure, root: string): string[] {
  return errors.flatMap(({ location }) => (location ? [resolve(root, location.file)] : []))
}
