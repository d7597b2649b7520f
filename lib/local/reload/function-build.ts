import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { BuildContext, BuildOptions, BuildResult, OutputFile } from 'esbuild'
import type { FunctionSource } from './watch-functions.ts'

/** The build of one function, repeated whenever it changes. */
export interface FunctionBuild {
  readonly source: FunctionSource
  /** Where `run` puts what it builds. */
  readonly directory: string
  /** Absolute paths of the project's files that the last good build read. */
  readonly inputs: ReadonlySet<string>
  /** Builds; false when nothing has changed since the last time. Throws with esbuild's message. */
  run(): Promise<boolean>
  close(): Promise<void>
}

type Incremental = BuildOptions & { readonly metafile: true; readonly write: false }

export async function startBuild(
  source: FunctionSource,
  root: string,
  directory: string,
): Promise<FunctionBuild> {
  const { context } = await import('esbuild')
  const options: Incremental = {
    ...source.options,
    absWorkingDir: root,
    outdir: directory,
    metafile: true,
    write: false,
  }
  const builder: BuildContext<Incremental> = await context(options)
  let inputs = new Set(entryPoints(source.options).map((file) => resolve(root, file)))
  let code = await builtCode(source.codeDirectory)
  return {
    source,
    directory,
    get inputs() {
      return inputs
    },
    async run() {
      const result: BuildResult<Incremental> = await builder.rebuild()
      inputs = new Set(ownFiles(result).map((file) => resolve(root, file)))
      const [rebuilt] = result.outputFiles.filter(({ path }) => path.endsWith('.mjs'))
      if (!rebuilt || rebuilt.text === code) return false
      await write(result.outputFiles)
      code = rebuilt.text
      return true
    },
    close: () => builder.dispose(),
  }
}

function ownFiles({ metafile }: BuildResult<Incremental>): string[] {
  return Object.keys(metafile.inputs).filter((file) => !file.includes('node_modules/'))
}

function entryPoints({ entryPoints: entries }: BuildOptions): string[] {
  if (!Array.isArray(entries)) return []
  return entries.map((entry) => (typeof entry === 'string' ? entry : entry.in))
}

async function builtCode(directory: string): Promise<string> {
  return await readFile(join(directory, 'index.mjs'), 'utf8')
}

async function write(files: readonly OutputFile[]): Promise<void> {
  for (const { path, contents } of files) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, contents)
  }
}
