import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectedAuthorization } from '../support/expected-authorization.ts'
import { type FaultyEndpoint, faultyEndpoint } from '../support/faulty-endpoint.ts'
import { ROOT } from '../support/root.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'

let stack: TestStack
let endpoint: FaultyEndpoint
let moka = 0
const POLL = { timeout: 20_000, interval: 100 }
const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'secret/key+',
  sessionToken: 'token/with+signs==',
}
const AWS = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
}

beforeAll(async () => {
  stack = await startStack('topology.ts')
})
afterAll(() => stack?.close())
beforeEach(async () => {
  endpoint = await faultyEndpoint(new URL(stack.apiUrl).origin)
})
afterEach(() => endpoint[Symbol.asyncDispose]())

describe('docs/publishing.md shows a way that works, and does nothing more when it is run twice:', () => {
  it.skipIf(missing('curl'))('curl', async () => {
    await publishesTwice(
      ['bash', '-c', snippet('## curl\n', 'sh')],
      `/principals/${encodeURIComponent(stack.principal)}`,
    )
    expect(endpoint.requests[0]?.headers['content-type']).toBe('application/json')
  })

  it('the command line', async () => {
    await publishesTwice(['bash', '-c', snippet('## Command line', 'sh')], '/omnibus/cli')
  })

  it('the command line, with many events', async () => {
    const outputs = [await run(['bash', '-c', snippet('## Command line', 'sh', 1)])]
    outputs.push(await run(['bash', '-c', snippet('## Command line', 'sh', 1)]))
    expect(outputs[1]).toBe(outputs[0])
    for (const sku of ['cups', 'saucers']) await expect.poll(() => available(sku), POLL).toBe(6)
  })

  it('the client', async () => {
    await publishesTwice(
      [process.execPath, '--input-type=module-typescript', '-e', snippet('## Client', 'ts')],
      '/warehouse',
    )
  })

  it.skipIf(missing('curl'))('curl, with a signature that AWS would make', async () => {
    await publishesTwice(['bash', '-c', snippet('## curl, signed', 'sh')], '/warehouse')
    for (const { path, headers, body } of endpoint.requests) {
      expect(headers['authorization']).toContain('x-amz-security-token')
      const request = { url: `${endpoint.url}${path}`, headers: headers as Record<string, string>, body }
      expect(headers['authorization']).toBe(await expectedAuthorization(request, CREDENTIALS, AWS.AWS_REGION))
    }
  })

  it.skipIf(missing('python3'))('Python, which tries again when there is no answer', async () => {
    endpoint.fail('lost answer', { status: 503, headers: { 'retry-after': '0' } })
    await publishesTwice(['python3', '-c', snippet('## Python', 'python')], '/warehouse')
    expect(endpoint.requests).toHaveLength(4)
  })

  it.skipIf(missing('python3'))('Python, which says why it was refused', async () => {
    const wrong = snippet('## Python', 'python').replace('"quantity": 10', '"quantity": "ten"')
    await expect(run(['python3', '-c', wrong])).rejects.toThrow('/data/quantity')
    expect(endpoint.requests).toHaveLength(1)
  })
})

/** A code block of a section. */
function snippet(heading: string, language: string, index = 0): string {
  const [, section = ''] = readFileSync(join(ROOT, 'docs/publishing.md'), 'utf8').split(`\n${heading}`)
  const blocks = (section.split('\n## ')[0] ?? '').matchAll(
    new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'),
  )
  const code = [...blocks][index]?.[1]
  if (code === undefined)
    throw new Error(`docs/publishing.md has no such ${language} block under '${heading}'.`)
  return code
}

/** Runs it twice: one event, which is handled once. */
async function publishesTwice(command: readonly string[], source: string): Promise<void> {
  const first = idIn(await run(command))
  expect(idIn(await run(command))).toBe(first)
  await expect
    .poll(() => stack.deliveries('stock', source, first), POLL)
    .toMatchObject([{ subscription: 'restock', state: 'DONE', attempts: 1 }])
  moka += 10
  expect(await available('moka-pot')).toBe(moka)
}

/** Of the endpoint's answer, or alone. */
const idIn = (output: string): string =>
  /"id": ?"([^"]+)"|([0-9a-f]{64})/.exec(output)?.slice(1).find(Boolean) ?? output

async function run([program = '', ...args]: readonly string[]): Promise<string> {
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...process.env, ...AWS, OMNIBUS_URL: `${endpoint.url}/v1` },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${stdout}${stderr}`)
  return stdout
}

async function available(sku: string): Promise<unknown> {
  return (await stack.item('stock', { sku }))?.['available']
}

function missing(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return false
  } catch {
    return true
  }
}
