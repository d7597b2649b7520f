import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readStaticFiles, type StaticFiles } from '../../lib/cli/static-files.ts'

let folder: string
let files: StaticFiles

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'omnibus-files-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html>')
  await writeFile(join(folder, 'icon.svg'), '<svg/>')
  await writeFile(join(folder, 'assets', 'index-1a2b.js'), 'true')
  files = await readStaticFiles(folder)
})
afterAll(() => rm(folder, { recursive: true }))

it.each([
  ['/', 'text/html; charset=utf-8', 'no-cache'],
  ['/icon.svg', 'image/svg+xml', 'no-cache'],
  ['/assets/index-1a2b.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
])('%s is served as %s, kept as %s, under the policy of the console', (path, type, cache) => {
  const { status, headers } = files.answer('GET', path) ?? {}
  expect(status).toBe(200)
  expect(headers).toMatchObject({ 'content-type': type, 'cache-control': cache })
  expect(headers?.['content-security-policy']).toContain("default-src 'none'")
})

it.each(['/index.html/', '/assets/', '/assets', '/../package.json', '/%2e%2e/package.json', '/toString', ''])(
  'there is no file %j',
  (path) => {
    expect(files.answer('GET', path)).toBeUndefined()
  },
)

it('a head has no body, and nothing is written', () => {
  expect(files.answer('HEAD', '/')).toMatchObject({ status: 200, body: '' })
  expect(files.answer('POST', '/')).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
})
