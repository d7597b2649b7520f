import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import startHome from '../../examples/shop/home.ts'
import { startStack } from '../support/start-stack.ts'

/** schemathesis, and options of its own. */
const [schemathesis = 'schemathesis', ...options] = process.argv.slice(2)
const home = await startHome()
const shop = await startStack('topology.ts', { functionEnvironment: home.environment })
await home.ready(shop.apiUrl)
const shapes = await startStack('test/fixtures/shapes/topology.ts')
const folder = await mkdtemp(join(tmpdir(), 'omnibus-fuzz-'))

try {
  for (const { apiUrl } of [shop, shapes]) process.exitCode ||= await fuzz(`${apiUrl}/openapi.json`)
} finally {
  await Promise.all([shop.close(), shapes.close(), home.close()])
  await rm(folder, { recursive: true, force: true })
}

/** Requests to an endpoint from its own document, the same in every run. */
async function fuzz(document: string): Promise<number> {
  const config = join(import.meta.dirname, 'schemathesis.toml')
  const hooks = join(import.meta.dirname, 'hooks.py')
  const child = spawn(schemathesis, ['--config-file', config, 'run', document, ...options], {
    stdio: 'inherit',
    cwd: folder,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', SCHEMATHESIS_HOOKS: hooks },
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return code ?? 1
}
