import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { BuildOptions } from 'esbuild'
import type { LambdaFunction } from '../lambda/lambda-function.ts'
import type { Log } from '../log.ts'
import { type FunctionBuild, startBuild } from './function-build.ts'
import { watchDirectories } from './watch-directories.ts'

/** A function with the way its code was built, as its template records it. */
export interface FunctionSource {
  readonly function: LambdaFunction
  readonly options: BuildOptions
  /** The folder with what was built. */
  readonly codeDirectory: string
}

/**
 * Rebuilds a function when a source file of it changes. Invocations that run end with the old code, the next ones
 * start with the new; after a mistake the old code stays. What changes in the topology itself needs a new start.
 */
export function watchFunctions(
  sources: readonly FunctionSource[],
  root: string,
  log: Log,
): { close(): Promise<void> } {
  const directory = mkdtempSync(join(tmpdir(), 'omnibus-reload-'))
  const builds: FunctionBuild[] = []
  const watcher = watchDirectories((changed) => void reload(changed))

  const reload = async (changed: ReadonlySet<string>): Promise<void> => {
    const affected = builds.filter((build) => [...changed].some((file) => build.inputs.has(file)))
    await Promise.all(affected.map(rebuild))
  }
  const rebuild = async (build: FunctionBuild): Promise<void> => {
    const { name } = build.source.function
    try {
      if (!(await build.run())) return
      await build.source.function.reload(build.directory)
      log({ source: 'local', text: `${name} reloaded` })
    } catch (error) {
      log({ source: 'local', text: `${name} not reloaded: ${(error as Error).message}` })
    } finally {
      watcher.add([...build.inputs].map((file) => dirname(file)))
    }
  }
  // The first builds tell which files to watch, and catch what was edited since the assembly was made.
  const warm = async (): Promise<void> => {
    for (const [index, source] of sources.entries()) {
      const build = await startBuild(source, root, join(directory, String(index)))
      builds.push(build)
      await rebuild(build)
    }
  }
  const warmed = warm().catch((error: unknown) =>
    log({ source: 'local', text: `Edits will not be noticed: ${String(error)}` }),
  )

  return {
    async close() {
      watcher.close()
      await warmed
      await Promise.all(builds.map((build) => build.close()))
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
