import type { BuildOptions } from 'esbuild'

/**
 * How a function's code is built: plain JSON, recorded in the template so that the local runner rebuilds an edited
 * handler with the very same options. Paths are relative to the project's folder, so that no machine shows in it.
 */
export function bundleOptions(entry: string, topologyPath: string): BuildOptions {
  return {
    entryPoints: [{ in: entry, out: 'index' }],
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    mainFields: ['module', 'main'],
    alias: { '#topology': topologyPath },
    minify: true,
    // Errors are told apart by name, in code and in logs.
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    // CommonJS dependencies call require(), which an ES module does not have.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
    },
    logLevel: 'silent',
  }
}
