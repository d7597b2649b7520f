import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ROOT } from '../support/root.ts'
import { runCliWith } from '../support/run-cli.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'

const ENVIRONMENT = { OMNIBUS_TOPOLOGY: 'test/fixtures/desk/topology.ts', NO_COLOR: '1' }
const POLL = { timeout: 40_000, interval: 100 }

let stack: TestStack

beforeAll(async () => {
  stack = await startStack('test/fixtures/desk/topology.ts')
})
afterAll(() => stack?.close())

/** `omnibus tail` until `end`, which gives its exit code. */
function follow(...args: readonly string[]) {
  const child = spawn(process.execPath, ['bin/omnibus.ts', 'tail', ...args, ...stack.commandLine], {
    cwd: ROOT,
    env: { ...process.env, ...ENVIRONMENT },
  })
  const closed = once(child, 'close')
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  return {
    lines,
    async end() {
      child.kill('SIGINT')
      const [code] = await closed
      return code as number
    },
  }
}

const publish = (id: string, type: string, weight: number) =>
  stack.publish('parcels', { type, source: '/tail', id, data: { weight, to: 'ada@example.org' } })

describe('omnibus tail', () => {
  it('tells each thing once when it happens, without data, until it is interrupted', async () => {
    const all = follow('--json')
    const gate = follow('parcels', '--subscription', 'gate', '--since', '1h')
    // It is there when it tells something.
    await vi.waitFor(async () => {
      await publish(crypto.randomUUID(), 'parcel.sent', 1)
      expect(all.lines.length).toBeGreaterThan(0)
    }, POLL)
    await publish('heavy', 'parcel.sent', 101)
    await publish('lost', 'parcel.lost', 1)
    await publish('refused', 'parcel.sent', 'heavy' as unknown as number)
    const told = () => all.lines.map((line) => JSON.parse(line))
    await vi.waitFor(() => {
      const expected = [
        ...[
          { outcome: 'published', id: 'heavy' },
          { outcome: 'published', id: 'lost' },
        ],
        { outcome: 'refused', cause: 'invalid-event' },
        { outcome: 'dead-letter', id: 'heavy', subscription: 'scales', cause: 'NonRetriableError' },
        { outcome: 'retry', id: 'lost', subscription: 'gate', cause: 'Error' },
        { outcome: 'dead-letter', id: 'lost', subscription: 'gate', cause: 'Error' },
      ]
      for (const each of expected)
        expect(told()).toContainEqual(expect.objectContaining({ topic: 'parcels', ...each }))
    }, POLL)
    await vi.waitFor(() => expect(gate.lines.at(-1)).toContain('dead-letter'), POLL)
    expect(gate.lines.map((line) => line.replace(/ {2,}/g, ' ').replace(/^\S+Z /, ''))).toEqual([
      expect.stringMatching(/^retry parcels gate parcel\.lost lost Error \(again in \d+ s\)$/),
      'dead-letter parcels gate parcel.lost lost Error',
    ])
    expect(new Set(all.lines).size).toBe(all.lines.length)
    expect(all.lines.join()).not.toContain('ada@example.org')
    expect([await all.end(), await gate.end()]).toEqual([0, 0])
  })

  it('begins with what happened before, when asked to, and only of the topics that are named', async () => {
    const before = follow('--since', '1h', '--json')
    await vi.waitFor(() => expect(before.lines.join()).toContain('"id":"lost"'), POLL)
    const rooms = follow('rooms', '--since', '1h', '--json')
    await publish('later', 'parcel.sent', 1)
    await stack.publish('rooms', {
      type: 'room.entered',
      source: '/tail',
      id: 'hall',
      partitionkey: 'x',
      data: { room: 'hall' },
    })
    await vi.waitFor(() => expect(rooms.lines.map((line) => JSON.parse(line).id)).toEqual(['hall']), POLL)
    expect([await before.end(), await rooms.end()]).toEqual([0, 0])
  })

  it.each([
    [['news'], "'news' is not a topic. Topics: parcels, rooms."],
    [['--subscription', 'nobody'], "'nobody' is not a subscription. Subscriptions: scales, gate."],
    [['rooms', '--subscription', 'gate'], 'gate: not on rooms. Leave the topics out.'],
    [['--since', 'yesterday'], 'Give a duration such as 30s, 5m, 2h or 1d.'],
  ])('refuses %j with one sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await runCliWith(
      { env: ENVIRONMENT },
      'tail',
      ...args,
      ...stack.commandLine,
    )
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(sentence)
  })
})
