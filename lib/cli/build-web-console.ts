import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

/** What the web console is made of. Versions of packages are in the lockfile. */
const SOURCES = ['console', 'lib/console-api/answers.ts', 'lib/topology', 'package-lock.json']
const BUILT = join('console', 'dist')

/**
 * Builds the web console where it was never built, or is older than what it is made of, and gives its folder.
 * @throws Error with what Vite said
 */
export async function buildWebConsole(root: string): Promise<string> {
  const built = join(root, BUILT)
  const builtAt = await changedAt(join(built, 'index.html'))
  const changes = await Promise.all(SOURCES.map((source) => newestIn(join(root, source))))
  if (builtAt === 0 || Math.max(...changes) > builtAt) await build(root, built)
  return built
}

/** In a folder of its own first: who starts at the same time finds the old one or the new one, whole. */
async function build(root: string, built: string): Promise<void> {
  const fresh = await mkdtemp(join(root, '.omnibus-console-'))
  try {
    await vite(root, fresh)
    await rm(built, { recursive: true, force: true })
    await rename(fresh, built).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

async function vite(root: string, output: string): Promise<void> {
  const program = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const options = [
    '--config',
    'console/vite.config.ts',
    '--outDir',
    output,
    '--emptyOutDir',
    '--logLevel',
    'error',
  ]
  const child = spawn(process.execPath, [program, 'build', ...options, 'console'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  if (code !== 0) throw new Error(`The web console cannot be built:\n${said}`)
}

/** Milliseconds since 1970; 0 for what is not there. */
async function changedAt(path: string): Promise<number> {
  return await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return 0
      throw error
    },
  )
}

/** Of a file, or of the files in a folder but for what was built. */
async function newestIn(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTDIR' || error.code === 'ENOENT') return []
      throw error
    },
  )
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(BUILT))
  return Math.max(...(await Promise.all([path, ...files].map(changedAt))))
}
