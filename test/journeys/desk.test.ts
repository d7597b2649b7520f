import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runCli, runCliWith } from '../support/run-cli.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'

let stack: TestStack

beforeAll(async () => {
  stack = await startStack('test/fixtures/desk/topology.ts')
})
afterAll(() => stack.close())

/** The command line, against the stack of this test. */
const omnibus = (...args: readonly string[]) =>
  runCliWith(
    { env: { OMNIBUS_TOPOLOGY: 'test/fixtures/desk/topology.ts', NO_COLOR: '1' } },
    ...args,
    ...stack.commandLine,
  )

const publish = (id: string, data: object = {}) =>
  stack.publish('parcels', { type: 'parcel.sent', source: '/desk', id, data: { weight: 1, ...data } })

describe('omnibus topics', () => {
  it('tells what is said, who listens, and what waits', async () => {
    const { code, stdout } = await omnibus('topics')
    expect(code).toBe(0)
    expect(stdout.split('\n')[0]).toMatch(/^TOPIC +ORDERED +BACKLOG +DEAD LETTERS +EVENTS +SUBSCRIPTIONS$/)
    expect(stdout).toMatch(/^parcels +no +0 +0 +parcel\.sent, parcel\.lost +scales, gate$/m)
    expect(stdout).toMatch(/^rooms +yes +0 +0 +room\.entered +none$/m)
  })

  it('gives the same as JSON', async () => {
    const { stdout } = await omnibus('topics', '--json')
    expect(JSON.parse(stdout)).toMatchObject([
      {
        name: 'parcels',
        ordered: false,
        subscriptions: [{ name: 'scales', consumer: 'ENABLED' }, { name: 'gate' }],
      },
      { name: 'rooms', ordered: true, events: ['room.entered'], subscriptions: [] },
    ])
  })
})

describe('omnibus subscriptions', () => {
  it('tells all of them, those of a topic, and one in full', async () => {
    const all = await omnibus('subscriptions')
    expect(all.stdout).toMatch(/^scales +parcels +ENABLED +0 +0 +- +0 +0$/m)
    const { stdout } = await omnibus('subscriptions', '--topic', 'rooms', '--json')
    expect(JSON.parse(stdout)).toEqual([])
    const one = await omnibus('subscriptions', 'gate')
    expect(one.stdout).toMatch(/^retry +2 attempts, 1 s to 5 min apart$/m)
    expect(one.stdout).toMatch(/^events +parcel\.lost$/m)
  })

  it.each([
    [['subscriptions', 'nobody'], "'nobody' is not a subscription. Subscriptions: scales, gate.\n"],
    [['subscriptions', '--topic', 'news'], "'news' is not a topic. Topics: parcels, rooms.\n"],
    [['pause', 'nobody'], "'nobody' is not a subscription. Subscriptions: scales, gate.\n"],
    [['resume', 'toString'], "'toString' is not a subscription. Subscriptions: scales, gate.\n"],
  ])('refuses %j with one sentence', async (args, stderr) => {
    expect(await omnibus(...args)).toEqual({ code: 1, stdout: '', stderr })
  })

  it('says where it looked when there is no stack', async () => {
    const { code, stderr } = await runCli('topics', '--api', 'http://127.0.0.1:9')
    expect(code).toBe(1)
    expect(stderr).toContain('There is no local stack at http://127.0.0.1:9')
  })
})

describe('omnibus audit', () => {
  it('tells who did what to which events, and what came of it', async () => {
    const before = JSON.parse((await omnibus('audit', '--json')).stdout) as object[]
    await publish('heavy', { weight: 101 })
    await vi.waitFor(
      async () => expect((await omnibus('dead-letters', 'list', 'scales')).stdout).toContain('heavy'),
      { timeout: 20_000 },
    )
    await omnibus('dead-letters', 'redrive', 'scales', '--id', 'heavy', '--dry-run')
    await omnibus('dead-letters', 'redrive', 'scales', '--id', 'heavy')
    const { stdout } = await omnibus('audit', '--subscription', 'scales')
    const told =
      /^\d{4}-\S+Z +\S+ +redrive +scales +DONE +1 +selection: ids heavy, redriven: 1, alreadyDone: 0$/m
    expect(stdout).toMatch(told)
    const acts = JSON.parse((await omnibus('audit', '--json')).stdout) as object[]
    // A dry run does nothing, and a look is no act.
    expect(acts).toHaveLength(before.length + 1)
    expect(JSON.parse((await omnibus('audit', '--subscription', 'gate', '--json')).stdout)).toEqual([])
  })
})

describe('omnibus pause and resume', () => {
  it('keep events in the queue without a receive, and let them through again', async () => {
    expect(await omnibus('pause', 'scales')).toMatchObject({
      code: 0,
      stdout:
        'scales is paused: events wait in its queue, for 7 days at most. Let them through with omnibus resume.\n',
    })
    for (const id of ['a', 'b', 'c']) await publish(id)
    await vi.waitFor(async () => expect(await stack.backlog('scales')).toEqual({ waiting: 3, inFlight: 0 }))
    expect((await omnibus('subscriptions')).stdout).toMatch(
      /^scales +parcels +DISABLED +3 +0 +\d+ s +\d+ +0$/m,
    )
    const { stdout } = await omnibus('resume', 'scales', '--json')
    expect(JSON.parse(stdout)).toEqual({ subscription: 'scales', consumer: 'ENABLED' })
    await vi.waitFor(
      async () => {
        const deliveries = await stack.deliveries('parcels', '/desk', 'c')
        expect(deliveries).toContainEqual(expect.objectContaining({ state: 'DONE', attempts: 1 }))
      },
      { timeout: 20_000 },
    )
    await vi.waitFor(async () => expect(await stack.backlog('scales')).toEqual({ waiting: 0, inFlight: 0 }))
  })

  it.each(['topics', 'subscriptions', 'pause', 'resume', 'audit'])(
    '%s --help has an example',
    async (verb) => {
      const { code, stdout } = await runCli(verb, '--help')
      expect(code).toBe(0)
      expect(stdout).toContain(`\n  omnibus ${verb}`)
    },
  )
})
