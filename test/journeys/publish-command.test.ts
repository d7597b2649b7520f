import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FaultyEndpoint, faultyEndpoint } from '../support/faulty-endpoint.ts'
import { type CliResult, runCli, runCliWith } from '../support/run-cli.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'

let stack: TestStack
let folder: string
let endpoint: FaultyEndpoint
const POLL = { timeout: 20_000, interval: 100 }

beforeAll(async () => {
  stack = await startStack('test/fixtures/faults/topology.ts')
  folder = await mkdtemp(join(tmpdir(), 'omnibus-publish-'))
})
afterAll(async () => {
  await stack?.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  endpoint = await faultyEndpoint(new URL(stack.apiUrl).origin)
})
afterEach(() => endpoint[Symbol.asyncDispose]())

describe('omnibus publish', () => {
  it('publishes data from the command line, and prints the id', async () => {
    const { code, stdout, stderr } = await publish('work', 'task.given', '--data', '{"key":"k"}')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const id = /^accepted ([0-9a-f]{64})\n$/.exec(stdout)?.[1] ?? ''
    await expect.poll(() => stateOf('/omnibus/cli', id), POLL).toBe('DONE')
  })

  it('publishes data from a file and from standard input, with the attributes that its options name', async () => {
    const options = ['--id', 'i-1', '--source', '/s', '--subject', 'about', '--partition-key', 'p', '--json']
    const path = await file('data.json', '{"key":"from a file"}')
    const { stdout } = await publish('work', 'task.given', '--data', `@${path}`, ...options)
    expect(JSON.parse(stdout)).toEqual({
      position: 'event',
      accepted: true,
      id: 'i-1',
      source: '/s',
      topic: 'work',
      messageId: expect.any(String),
    })
    await runCliWith({ input: '{"key":"piped"}' }, ...command('work', 'task.given', '--data', '-'))
    expect(sent()).toMatchObject([
      { id: 'i-1', source: '/s', subject: 'about', partitionkey: 'p', data: { key: 'from a file' } },
      { source: '/omnibus/cli', data: { key: 'piped' } },
    ])
  })

  it('keeps the text of numbers', async () => {
    await publish('work', 'task.given', '--data', '{"key":"k","failures":0.0,"big":12345678901234567890}')
    expect(endpoint.requests[0]?.body).toContain('{"key":"k","failures":0.0,"big":12345678901234567890}')
  })

  it('publishes the same once when it is run twice with one key', async () => {
    const run = () => publish('work', 'task.given', '--data', '{"key":"k"}', '--idempotency-key', 'once')
    const [first, second] = [await run(), await run()]
    expect(second.stdout).toBe(first.stdout)
    const id = first.stdout.slice('accepted '.length).trim()
    await expect.poll(() => stateOf('/omnibus/cli', id), POLL).toBe('DONE')
    expect(await stack.item('effects', { pk: `standard ${id}` })).toMatchObject({ applied: 1 })
  })

  it('tells how far it is, and the key, when it takes more than two seconds', async () => {
    endpoint.fail({ status: 429, headers: { 'retry-after': '3' } })
    const args = ['work', 'task.given', '--data', '{"key":"k"}', '--idempotency-key', 'patient']
    const { code, stdout, stderr } = await publish(...args)
    expect(stderr.split('\n')[0]).toBe('0 of 1 events, idempotency key patient')
    expect(stdout).toMatch(/^accepted /)
    expect(code).toBe(0)
  })

  it('shows examples and exit statuses with --help', async () => {
    const { code, stdout } = await runCli('publish', '--help')
    expect(stdout).toContain("omnibus publish orders order.cancelled --data '{")
    expect(stdout).toContain('Exit status: 0 all accepted')
    expect(code).toBe(0)
  })
})

describe('omnibus publish --events', () => {
  const event = (id: string, more: object = {}) => ({ type: 'task.given', id, data: { key: id }, ...more })

  it.each([
    ['one event', JSON.stringify({ specversion: '1.0', ...event('one') }, null, 2), ['one']],
    ['an array', JSON.stringify([event('a-1'), event('a-2')], null, 2), ['a-1', 'a-2']],
    [
      'one event a line',
      `\n${JSON.stringify(event('l-1'))}\r\n\n${JSON.stringify(event('l-2'))}\n`,
      ['l-1', 'l-2'],
    ],
  ])('publishes %s', async (_name, content, ids) => {
    const { code, stdout } = await publish(
      'work',
      '--events',
      await file('events', content),
      '--source',
      '/files',
    )
    expect(stdout).toBe(ids.map((id) => `accepted ${id}\n`).join(''))
    expect(code).toBe(0)
    for (const id of ids) await expect.poll(() => stateOf('/files', id), POLL).toBe('DONE')
  })

  it('keeps every attribute, and bytes', async () => {
    const whole = {
      specversion: '1.0',
      ...event('whole'),
      source: '/own',
      time: '2026-01-01T00:00:00Z',
      tenant: 'a',
    }
    const { data: _data, ...bytes } = { ...whole, data_base64: 'AQL/', datacontenttype: 'image/png' }
    await runCliWith({ input: JSON.stringify([whole, bytes]) }, ...command('work', '--events', '-'))
    expect(sent()).toEqual([whole, bytes])
  })

  it('tells what is refused by its line, and publishes the rest', async () => {
    const lines = [
      JSON.stringify(event('good-1')),
      '{"type":',
      '"text"',
      JSON.stringify({ ...event('bad'), data: {} }),
      JSON.stringify({ ...event('old'), specversion: '0.3' }),
      JSON.stringify(event('good-2')),
    ]
    const bytes = Buffer.concat([Buffer.from(`${lines.join('\n')}\n`), Buffer.from([0x22, 0xff, 0x22])])
    const path = await file('mixed.ndjson', bytes)
    const { code, stdout, stderr } = await publish('work', '--events', path, '--source', '/mixed')
    expect(stdout).toBe('accepted good-1\naccepted good-2\n')
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^refused: line 2: .*JSON/),
      'refused: line 3: An event is a JSON object with type and data.',
      expect.stringMatching(/^refused: line 4: .*\(400\).*\/data\/key/),
      "refused: line 5: specversion must be '1.0' or left out.",
      expect.stringMatching(/^refused: line 7: .*encoded/),
      '2 accepted, 5 refused.',
      '',
    ])
    expect(code).toBe(1)
    const json = await publish('work', '--events', path, '--source', '/mixed', '--json')
    const results = json.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(results.map(({ position, accepted }) => [position, accepted])).toEqual([
      ['line 1', true],
      ['line 2', false],
      ['line 3', false],
      ['line 4', false],
      ['line 5', false],
      ['line 6', true],
      ['line 7', false],
    ])
    expect(results[3]).toMatchObject({ status: 400, problem: { errors: [{ pointer: '/data/key' }] } })
  })

  it('of more than a request holds stops when nothing is taken for now; the same again publishes the rest', async () => {
    const path = await file(
      'many.ndjson',
      Array.from({ length: 2_100 }, (_, n) => line({ key: `n-${n}` })).join(''),
    )
    endpoint.fail('none', { status: 503, headers: { 'retry-after': '100' } })
    const args = ['work', '--events', path, '--source', '/many', '--idempotency-key', 'import'] as const
    const first = await publish(...args)
    expect(first.code).toBe(75)
    expect(first.stdout.trim().split('\n')).toHaveLength(1_000)
    expect(first.stderr).toContain('1000 accepted, 0 refused, 1100 not accepted for now.')
    expect(first.stderr).toContain("Run the same again with --idempotency-key 'import'")
    expect(endpoint.requests).toHaveLength(2)
    const second = await publish(...args)
    expect(second.code).toBe(0)
    expect(second.stderr.endsWith('2100 accepted, 0 refused.\n')).toBe(true)
    expect(second.stdout.startsWith(first.stdout)).toBe(true)
    expect(new Set(sent().map(({ id }) => id)).size).toBe(2_100)
  }, 120_000)
})

describe('a mistake ends with one sentence and status 1', () => {
  it.each([
    [['work', 'task.given'], 'Say what to publish: --data'],
    [['work', '--data', '{}'], 'Say the event type'],
    [['work', 'task.given', '--data', '{"key"'], 'The data is not JSON ('],
    [['work', 'task.given', '--data', '@nowhere.json'], "The file 'nowhere.json' cannot be read"],
    [['work', 'task.given', '--events', '-'], 'each event says its own type'],
    [['work', '--events', '-'], "There are no events in '-'."],
    [['work', 'task.given', '--data', '{}', '--idempotency-key', 'é'], 'printable ASCII'],
    [['nowhere', 'task.given', '--data', '{}'], "'nowhere' is not a topic. Known: work, sequence."],
  ])('%j', async (args, sentence) => {
    const { code, stdout, stderr } = await publish(...args)
    expect(stderr).toContain(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(stdout).toBe('')
    expect(code).toBe(1)
  })

  it.each([
    ['bus', "'bus' is not the url of a bus"],
    ['https://bus.example.com', 'Give the option region.'],
    ['https://a.execute-api.eu-west-1.amazonaws.com', 'Sign in to AWS: set AWS_PROFILE'],
  ])('at the url %s', async (url, sentence) => {
    const gone = {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_PROFILE: undefined,
      AWS_REGION: '',
      AWS_DEFAULT_REGION: '',
    }
    const nobody = { ...gone, AWS_EC2_METADATA_DISABLED: 'true', HOME: folder }
    const args = ['publish', 'work', 'task.given', '--data', '{}', '--url', url]
    const { code, stderr } = await runCliWith({ env: nobody }, ...args)
    expect(stderr).toContain(sentence)
    expect(stderr).not.toContain('    at ')
    expect(code).toBe(1)
  })
})

const command = (...args: readonly string[]) => ['publish', ...args, '--url', endpoint.url]
const publish = (...args: readonly string[]): Promise<CliResult> => runCli(...command(...args))
const line = (data: object) => `${JSON.stringify({ type: 'task.given', data })}\n`
const sent = (): { id: string }[] => endpoint.requests.flatMap(({ body }) => JSON.parse(body))

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

async function stateOf(source: string, id: string): Promise<string | undefined> {
  return (await stack.deliveries('work', source, id))[0]?.state
}
