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

const untilDead = (id: string) =>
  vi.waitFor(
    async () => {
      const { stdout } = await omnibus('dead-letters', 'list', 'scales', '--json')
      expect((JSON.parse(stdout) as { id: string }[]).map((each) => each.id)).toContain(id)
    },
    { timeout: 20_000 },
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
    // The acts of one redrive, which are its steps, have its id.
    expect(acts[0]).toMatchObject({
      act: 'redrive',
      detail: { redrive: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    })
    expect(JSON.parse((await omnibus('audit', '--subscription', 'gate', '--json')).stdout)).toEqual([])
  })
})

describe('omnibus events show', () => {
  it('tells where an event is, and what happened to it, acts of operators included', async () => {
    await publish('told', { weight: 102 })
    await untilDead('told')
    await omnibus('dead-letters', 'redrive', 'scales', '--id', 'told')
    await untilDead('told')
    const { code, stdout } = await omnibus('events', 'show', 'parcels', 'told', '--source', '/desk')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^scales +DEAD +1\ngate +NOT_SEEN +0$/m)
    const moments = stdout
      .split('\n\n')[1]
      ?.split('\n')
      .map((line) => line.replace(/^\S+Z +scales +/, ''))
    expect(moments).toEqual([
      'first seen',
      expect.stringMatching(/^redrive by \S+$/),
      'put on the queue again',
      'dead after 1 attempt, last of NonRetriableError: 102 kg is too heavy.',
      ...(stdout.endsWith('\n') ? [''] : []),
    ])
  })

  it('knows nothing of an event that nobody published, and wants topic and source', async () => {
    const { stdout } = await omnibus('events', 'show', 'parcels', 'nothing', '--source', '/desk', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      moments: [],
      deliveries: [{ state: 'NOT_SEEN' }, { state: 'NOT_SEEN' }],
    })
    expect(await omnibus('events', 'show', 'news', 'x', '--source', '/desk')).toEqual({
      code: 1,
      stdout: '',
      stderr: "'news' is not a topic. Topics: parcels, rooms.\n",
    })
    expect((await omnibus('events', 'show', 'parcels', 'x')).stderr).toContain(
      "required option '--source <source>'",
    )
  })
})

describe('omnibus dead-letters purge', () => {
  const ids = async () => {
    const { stdout } = await omnibus('dead-letters', 'list', 'scales', '--json')
    return (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id)
  }
  const typing = (input: string, ...args: readonly string[]) =>
    runCliWith(
      { input, env: { OMNIBUS_TOPOLOGY: 'test/fixtures/desk/topology.ts' } },
      ...['dead-letters', 'purge', 'scales', ...args, ...stack.commandLine],
    )

  it('deletes what is selected once the name is typed, and nothing when another one is', async () => {
    for (const id of ['keep', 'drop']) {
      await publish(id, { weight: 103 })
      await untilDead(id)
    }
    expect(await typing('gate\n', '--id', 'drop')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        "1 dead letter of scales will be deleted for good.\nType 'scales' to go on: \nThat is something else: nothing was done.\n",
    })
    expect(await typing('', '--id', 'drop')).toMatchObject({ code: 1, stdout: '' })
    expect(await typing('', '--id', 'drop', '--confirm', 'gate')).toMatchObject({ code: 1, stdout: '' })
    expect(await ids()).toContain('drop')
    expect(await typing('scales\n', '--id', 'drop')).toMatchObject({
      code: 0,
      stdout: '1 dead letter of scales deleted.\n',
    })
    expect(await ids()).not.toContain('drop')
    expect(await ids()).toContain('keep')
    const [act] = JSON.parse((await omnibus('audit', '--json')).stdout) as object[]
    expect(act).toMatchObject({ act: 'purge', outcome: 'DONE', detail: { selection: 'ids drop', purged: 1 } })
  })

  it('wants to know which, and says which are not there', async () => {
    expect((await typing('')).stderr).toContain('Say which dead letters: --all, --cause <code>, or --id <id>')
    const { code, stdout, stderr } = await typing('', '--id', 'never-there')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '0 dead letters of scales deleted.\n' })
    expect(stderr).toBe('Not among the dead letters of scales: never-there.\n')
  })

  it('deletes all of them', async () => {
    const { code } = await typing('', '--all', '--confirm', 'scales', '--json')
    expect(code).toBe(0)
    expect(await ids()).toEqual([])
  })
})

const untilBacklog = (backlog: { waiting: number; inFlight: number }) =>
  vi.waitFor(async () => expect(await stack.backlog('scales')).toEqual(backlog), { timeout: 20_000 })

describe('omnibus pause and resume', () => {
  it('keep events in the queue without a receive, and let them through again', async () => {
    expect(await omnibus('pause', 'scales')).toMatchObject({
      code: 0,
      stdout:
        'scales is paused: events wait in its queue, for 7 days at most. Let them through with omnibus resume.\n',
    })
    for (const id of ['a', 'b', 'c']) await publish(id)
    await untilBacklog({ waiting: 3, inFlight: 0 })
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
    await untilBacklog({ waiting: 0, inFlight: 0 })
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
