import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import type { BuildOptions } from 'esbuild'
import type { LambdaFunction } from '../lambda/lambda-function.ts'
import type { Log } from '../log.ts'
import { type FunctionBuild, prepareBuild } from './function-build.ts'
import { watchDirectories } from './watch-directories.ts'

/** A function with the way its code was built, as its template records it. */
export interface FunctionSource {
  readonly function: LambdaFunction
  readonly options: BuildOptions
  /** The folder with what was built. */
  readonly codeDirectory: string
}

const SOURCE_FILE = /\.(?:[cm]?[jt]sx?|json)$/

export interface FunctionWatcher {
  close(): Promise<void>
}

/**
 * Rebuilds a function when a source file of it changes. Invocations that run end with the old code, the next ones
 * start with the new; after a mistake the old code stays. Resources are not changed: that needs a new start.
 */
export async function watchFunctions(
  sources: readonly FunctionSource[],
  root: string,
  log: Log,
): Promise<FunctionWatcher> {
  const directory = mkdtempSync(join(tmpdir(), 'omnibus-reload-'))
  const builds = await Promise.all(
    sources.map((source, index) => prepareBuild(source, root, join(directory, String(index)))),
  )
  const topologies = topologyFiles(sources, root)
  const failed = new Set<FunctionBuild>()
  const turns = new Map<FunctionBuild, Promise<void>>()
  let closed = false

  const rebuild = async (build: FunctionBuild): Promise<void> => {
    const { function: target } = build.source
    try {
      const folder = await build.run()
      const wasBroken = failed.delete(build)
      if (closed || (folder === undefined && !wasBroken)) return
      await target.reload(folder)
      log({ source: 'local', text: `${target.name} reloaded` })
    } catch (error) {
      if (closed) return
      failed.add(build)
      log({ source: 'local', text: `${target.name} not reloaded: ${(error as Error).message}` })
    } finally {
      if (!closed) watcher.add(directoriesOf([build]))
    }
  }
  // One build of a function after another: esbuild answers one that begins meanwhile with the first one's result.
  const rebuildInTurn = async (build: FunctionBuild): Promise<void> => {
    const turn = (turns.get(build) ?? Promise.resolve()).then(() => (closed ? undefined : rebuild(build)))
    turns.set(build, turn)
    await turn
  }
  const watcher = watchDirectories(async (changed) => {
    for (const file of topologies) {
      if (!changed.has(file)) continue
      log({
        source: 'local',
        text: `${relative(root, file)} changed: start again for what it changes in the stacks`,
      })
    }
    for (const group of affectedBy(changed, builds)) await Promise.all(group.map(rebuildInTurn))
  })
  watcher.add(directoriesOf(builds))

  return {
    async close() {
      closed = true
      watcher.close()
      await Promise.all(builds.map((build) => build.close()))
      await Promise.all(turns.values())
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Those that are made of a changed file, and those of which that is not known. */
function affectedBy(
  changed: ReadonlySet<string>,
  builds: readonly FunctionBuild[],
): [certain: FunctionBuild[], possible: FunctionBuild[]] {
  const files = [...changed].filter((file) => SOURCE_FILE.test(file))
  const certain = builds.filter(({ inputs }) => files.some((file) => inputs.has(file)))
  const possible = builds.filter((build) => !build.inputsAreComplete && !certain.includes(build))
  return [certain, files.length === 0 ? [] : possible]
}

/** What `#topology` stands for in their bundles. */
function topologyFiles(sources: readonly FunctionSource[], root: string): Set<string> {
  const paths = sources.map(({ options }) => options.alias?.['#topology'])
  return new Set(paths.flatMap((path) => (path === undefined ? [] : [resolve(root, path)])))
}

function directoriesOf(builds: readonly FunctionBuild[]): Set<string> {
  return new Set(builds.flatMap(({ inputs }) => [...inputs].map((file) => dirname(file))))
}
