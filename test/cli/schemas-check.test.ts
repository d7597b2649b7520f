import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { temporaryProject } from '../infrastructure/support/temporary-project.ts'
import { ROOT } from '../support/root.ts'
import { runCli } from '../support/run-cli.ts'

vi.setConfig({ testTimeout: 60_000 })

const PLACED = 'schemas/orders/placed/1.json'

/** A topology with one event type, whose definition is given as code. */
function topologyOf(definition: string): string {
  return `import * as z from '${join(ROOT, 'node_modules/zod/index.js')}'
import { defineTopology } from '${join(ROOT, 'lib/topology/index.ts')}'
export const topology = defineTopology({
  name: 'shop', topics: { orders: { events: { placed: ${definition} } } }, subscriptions: {},
})`
}

/** A project whose schemas are committed, and what the command says after its event has become another. */
async function changedTo(definition: string, before = '{ schema: z.object({ id: z.string() }) }') {
  const root = temporaryProject({ 'topology.ts': topologyOf(before) })
  const options = ['--topology', join(root, 'topology.ts'), '--docs', root]
  expect(await runCli('docs', ...options)).toMatchObject({ code: 0 })
  writeFileSync(join(root, 'topology.ts'), topologyOf(definition))
  return {
    root,
    check: () => runCli('schemas', 'check', ...options),
    write: () => runCli('docs', ...options),
  }
}

describe('omnibus schemas check', () => {
  it('passes when nothing has changed', async () => {
    const { check } = await changedTo('{ schema: z.object({ id: z.string() }) }')
    expect(await check()).toEqual({ code: 0, stdout: '1 schemas: as they were published.\n', stderr: '' })
  })

  it('passes for the topology of this project', async () => {
    expect(await runCli('schemas', 'check')).toMatchObject({ code: 0 })
  })

  it('fails when a published version changes, and omnibus docs does not overwrite it', async () => {
    const { root, check, write } = await changedTo('{ schema: z.object({ id: z.number() }) }')
    const committed = readFileSync(join(root, PLACED), 'utf8')
    const sentence = `orders/placed/1.json: version 1 of 'placed' was published, and has changed: /properties/id/type was "string" and is "number". Put it back, and declare another version beside it: versions: { 1: …, 2: … }. Only if nobody uses it yet, remove the file and run npm run docs.\n`
    expect(await check()).toEqual({ code: 1, stdout: '', stderr: sentence })
    expect(await write()).toEqual({ code: 1, stdout: '', stderr: sentence })
    expect(readFileSync(join(root, PLACED), 'utf8')).toBe(committed)
  })

  it('fails until a new version is committed', async () => {
    const { root, check, write } = await changedTo(
      '{ versions: { 1: z.object({ id: z.string() }), 2: z.object({ id: z.number() }) } }',
    )
    expect(await check()).toMatchObject({
      code: 1,
      stderr: 'orders/placed/2.json: is missing. Write it with npm run docs, and commit it.\n',
    })
    expect(await write()).toMatchObject({ code: 0 })
    expect(await check()).toMatchObject({ code: 0 })
    expect(existsSync(join(root, 'schemas/orders/placed/2.json'))).toBe(true)
  })

  it('fails until what may change is committed too', async () => {
    const { check, write } = await changedTo("{ schema: z.object({ id: z.string() }).describe('An order.') }")
    expect(await check()).toMatchObject({
      code: 1,
      stderr: 'orders/placed/1.json: is not current. Write it with npm run docs, and commit it.\n',
    })
    expect(await write()).toMatchObject({ code: 0 })
    expect(await check()).toMatchObject({ code: 0 })
  })

  it('fails when a version is gone, until its file is removed', async () => {
    const { root, check, write } = await changedTo('{ versions: { 2: z.object({ id: z.number() }) } }')
    const gone =
      'orders/placed/1.json: is not declared any more, but its events may be in queues for 28 days after the last one was published. Declare it again; when none are left, remove the file.\n'
    expect(await check()).toMatchObject({ code: 1, stderr: gone })
    expect(await write()).toMatchObject({ code: 1, stderr: gone })
    rmSync(join(root, PLACED))
    expect(await write()).toMatchObject({ code: 0 })
    expect(await check()).toMatchObject({ code: 0 })
  })

  it('fails for a pattern that a hostile text could keep busy', async () => {
    const { check } = await changedTo(
      '{ schema: z.string().regex(/^(a+)+$/) }',
      '{ schema: z.string().regex(/^(a+)+$/) }',
    )
    expect(await check()).toMatchObject({
      code: 1,
      stderr:
        'urn:omnibus:schema:orders:placed:1: the pattern /^(a+)+$/ takes exponential time, so that one hostile event could stop a function. Write it so that it reads the text once.\n',
    })
  })

  it('fails for a topology with mistakes, with all of them', async () => {
    const { check } = await changedTo('{ versions: { one: z.string(), 2: z.string() } }')
    expect(await check()).toEqual({
      code: 1,
      stdout: '',
      stderr:
        "The topology has a mistake:\n  - topics.orders.events.placed.versions: 'one' cannot be a version. Count them: 1 to 999.\n",
    })
  })

  it('fails for a schema that JSON cannot fill', async () => {
    const { check } = await changedTo('{ schema: z.object({ at: z.date() }) }')
    expect(await check()).toMatchObject({
      code: 1,
      stderr:
        'The topology has a mistake:\n  - topics.orders.events.placed.schema: is no schema of JSON (Date cannot be represented in JSON Schema). Describe the JSON that producers send, as with z.iso.datetime() for a time.\n',
    })
  })
})
