import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ROOT } from '../support/root.ts'
import { runCliWith } from '../support/run-cli.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'

const TOPOLOGY = 'test/fixtures/desk/topology.ts'
const FILE = 'test/dead-letters/scales-heavy-1.test.ts'

let stack: TestStack

beforeAll(async () => {
  await rm(join(ROOT, FILE), { force: true })
  stack = await startStack(TOPOLOGY)
})
afterAll(async () => {
  await rm(join(ROOT, FILE), { force: true })
  await stack?.close()
})

const omnibus = (...args: readonly string[]) =>
  runCliWith({ env: { OMNIBUS_TOPOLOGY: TOPOLOGY } }, 'dead-letters', ...args, ...stack.commandLine)

/** As whoever pulled the test runs it, and knows nothing of this run. */
function runTest(): Promise<{ readonly passed: boolean; readonly output: string }> {
  const { PATH, HOME } = process.env
  return new Promise((resolve) => {
    const env = { PATH, HOME, NO_COLOR: '1' }
    execFile('npx', ['vitest', 'run', FILE], { cwd: ROOT, env }, (error, stdout, stderr) =>
      resolve({ passed: error === null, output: stdout + stderr }),
    )
  })
}

describe('omnibus dead-letters pull', () => {
  beforeAll(async () => {
    const data = { weight: 101, to: 'ada@example.org' }
    await stack.publish('parcels', { type: 'parcel.sent', source: '/desk', id: 'heavy 1', data })
    await vi.waitFor(async () => expect((await omnibus('list', 'scales')).stdout).toContain('heavy 1'), {
      timeout: 20_000,
    })
  })

  it('writes a test that fails for the reason of the death, and passes once the handler is mended', async () => {
    const { code, stdout } = await omnibus('pull', 'scales', '--id', 'heavy 1')
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${FILE}\nRun it: npx vitest run ${FILE}\n` })
    const source = await readFile(join(ROOT, FILE), 'utf8')
    expect(source).not.toContain('ada@example.org')
    const { passed, output } = await runTest()
    expect(passed).toBe(false)
    expect(output).toContain('"cause": "NonRetriableError: 101 kg is too heavy."')
    await writeFile(join(ROOT, FILE), source.replace(TOPOLOGY, 'test/fixtures/desk/mended.ts'))
    const mended = await runTest()
    expect(mended.output).toContain('1 passed')
    expect(mended.passed).toBe(true)
  })

  it('never writes over a file, prints it when asked to, and says what it wrote as JSON', async () => {
    await writeFile(join(ROOT, FILE), '// mine\n')
    const { code, stderr } = await omnibus('pull', 'scales', '--id', 'heavy 1')
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /scales-heavy-1\.test\.ts: is there already\. Name another file with --output\.\n$/,
    )
    expect(await readFile(join(ROOT, FILE), 'utf8')).toBe('// mine\n')
    const printed = await omnibus('pull', 'scales', '--id', 'heavy 1', '--output', '-')
    expect(printed.stdout).toContain("import { deliver } from '#deliver'")
    await rm(join(ROOT, FILE))
    const { stdout } = await omnibus('pull', 'scales', '--id', 'heavy 1', '--json', '--output', FILE)
    expect(JSON.parse(stdout)).toEqual({ file: FILE })
  })

  it.each([
    [['scales', '--id', 'nope'], "scales has no dead letter 'nope'."],
    [['nobody', '--id', 'x'], "'nobody' is not a subscription. Subscriptions: scales, gate."],
    [['scales'], "required option '--id <id>' not specified"],
  ])('refuses %j with one sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await omnibus('pull', ...args)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(sentence)
  })

  it('makes no test of a body that is no event', async () => {
    await stack.undeliveredQueue('scales').send({ body: 'hello', attributes: {} })
    const { stdout } = await omnibus('list', 'scales', '--undelivered', '--json')
    const [{ messageId }] = JSON.parse(stdout)
    expect(await omnibus('pull', 'scales', '--undelivered', '--id', messageId)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The body of this dead letter is no event: no handler ever sees it.\n',
    })
  })
})
