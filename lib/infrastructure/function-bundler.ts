import { writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type BuildOptions, type BuildResult, buildSync } from 'esbuild'
import { bundleOptions } from './bundle.ts'
import { ConfigurationError } from './configuration-error.ts'

interface BundledFile {
  readonly name: string
  readonly contents: Uint8Array
}

interface FunctionBundlerProps {
  /** The project's folder. Entries and the topology's path are relative to it. */
  readonly root: string
  /** The topology in use, `./` first; it becomes `#topology` in every bundle. */
  readonly topologyPath: string
  /** Entries that will be asked for. They are built in one run, which reads what they share once: the SDK above all. */
  readonly expected: readonly string[]
}

type InMemory = BuildOptions & { readonly write: false; readonly metafile: true }

/** Bundles functions, when the first one is asked for. */
export class FunctionBundler {
  readonly root: string
  private readonly topologyPath: string
  private readonly expected: readonly string[]
  private readonly bundles = new Map<string, BundledFile[]>()

  constructor({ root, topologyPath, expected }: FunctionBundlerProps) {
    this.root = root
    this.topologyPath = topologyPath
    this.expected = expected
  }

  options(entry: string): BuildOptions {
    return bundleOptions(entry, this.topologyPath)
  }

  /** Builds a function and all that are expected, unless that is done. Throws ConfigurationError with what is wrong. */
  build(entry: string): void {
    if (this.bundles.has(entry)) return
    const entries = this.expected.includes(entry) ? this.expected : [entry]
    // A place in the project that is never written to: source maps hold paths from there, so that neither where the
    // project lies nor where the assembly goes changes a bundle, hence its hash, hence what a deployment replaces.
    const outdir = join(this.root, 'bundles')
    const result = buildInMemory({
      ...this.options(entry),
      entryPoints: entries.map((entry, index) => ({ in: entry, out: `${index}/index` })),
      absWorkingDir: this.root,
      outdir,
      write: false,
      metafile: true,
    })
    refuseWithoutHandler(result)
    for (const { path, contents } of result.outputFiles) {
      const [index = '', name = ''] = relative(outdir, path).split(sep)
      const built = entries[Number(index)] ?? ''
      this.bundles.set(built, [...(this.bundles.get(built) ?? []), { name, contents }])
    }
  }

  write(entry: string, directory: string): void {
    this.build(entry)
    for (const { name, contents } of this.bundles.get(entry) ?? [])
      writeFileSync(join(directory, name), contents)
  }
}

function buildInMemory(options: InMemory): BuildResult<InMemory> {
  try {
    return buildSync(options)
  } catch (error) {
    throw new ConfigurationError(`The functions cannot be bundled. ${(error as Error).message}`, {
      cause: error,
    })
  }
}

function refuseWithoutHandler({ metafile }: BuildResult<InMemory>): void {
  for (const { entryPoint, exports } of Object.values(metafile.outputs)) {
    if (entryPoint === undefined || exports.includes('handler')) continue
    const exported = exports.join(', ') || 'nothing'
    throw new ConfigurationError(
      `${entryPoint} exports ${exported}, but the module of a function must export 'handler': export const handler = consume(topology, '<subscription>', { … }).`,
    )
  }
}
