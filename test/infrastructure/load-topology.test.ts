import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { topology as shop } from '#topology'
import { checkHandlers } from '../../lib/infrastructure/check-handlers.ts'
import { loadTopology, pathFromRoot } from '../../lib/infrastructure/load-topology.ts'
import { temporaryProject } from './support/temporary-project.ts'

const ROOT = join(import.meta.dirname, '../..')
const REMEDY = 'Give one with -c topology=path or OMNIBUS_TOPOLOGY=path, relative to the project folder.'

describe('loadTopology', () => {
  it('imports the topology at a path from the project folder', async () => {
    expect(await loadTopology('topology.ts', ROOT)).toEqual(shop)
    const { name } = await loadTopology('test/fixtures/faults/topology.ts', ROOT)
    expect(name).toBe('faults')
  })

  it.each(['nowhere.ts', 'folder', ''])("rejects '%s', which is not a file", async (path) => {
    const root = temporaryProject({ 'folder/topology.ts': '' })
    await expect(loadTopology(path, root)).rejects.toThrow(
      `The topology '${path}' is not a file: looked for ${join(root, path)}. ${REMEDY}`,
    )
  })

  it.each([
    ['export const shop = {}', 'shop'],
    ['export const topology = 5', 'topology'],
    ['', 'nothing'],
  ])("rejects a module without a topology: '%s'", async (text, exported) => {
    const root = temporaryProject({ 'my.ts': text })
    await expect(loadTopology('my.ts', root)).rejects.toThrow(
      `${join(root, 'my.ts')} exports ${exported}, but a topology module must export 'topology': export const topology = defineTopology({ name, topics, subscriptions }). ${REMEDY}`,
    )
  })

  it('checks a topology that nobody defined with defineTopology', async () => {
    const root = temporaryProject({
      'my.ts': "export const topology = { name: 'My shop', topics: {}, subscriptions: {} }",
    })
    await expect(loadTopology('my.ts', root)).rejects.toThrow(
      /2 mistakes:\n {2}- name: 'My shop'.*\n {2}- topics: is empty/,
    )
  })
})

describe('a schema that JSON cannot fill', () => {
  it('is rejected with what to do instead', async () => {
    const root = temporaryProject({
      'my.ts': `import * as z from '${join(ROOT, 'node_modules/zod/index.js')}'
        const events = { placed: { versions: { 2: z.object({ at: z.date() }) } } }
        export const topology = { name: 'shop', topics: { orders: { events } }, subscriptions: {} }`,
    })
    await expect(loadTopology('my.ts', root)).rejects.toThrow(
      'topics.orders.events.placed.versions.2: is no schema of JSON (Date cannot be represented in JSON Schema). Describe the JSON that producers send, as with z.iso.datetime() for a time.',
    )
  })
})

describe('checkHandlers', () => {
  const topology = {
    ...shop,
    subscriptions: {
      inventory: { topic: 'orders' },
      restock: { topic: 'stock', handler: 'mine/restock.ts' },
      billing: { topic: 'orders', handler: 'mine' },
    },
  }

  it('rejects every handler that is not a file, with where it looked', () => {
    const root = temporaryProject({ 'mine/restock.ts': '' })
    const remedy = "Write it, or name another with 'handler', relative to the project folder."
    expect(() => checkHandlers(topology, root)).toThrow(
      [
        'The topology has 2 mistakes:',
        `  - subscriptions.inventory.handler: 'lambdas/consumers/inventory.ts' is not a file: looked for ${root}/lambdas/consumers/inventory.ts. ${remedy}`,
        `  - subscriptions.billing.handler: 'mine' is not a file: looked for ${root}/mine. ${remedy}`,
      ].join('\n'),
    )
  })

  it('accepts the handlers of the shop', () => {
    expect(() => checkHandlers(shop, ROOT)).not.toThrow()
  })
})

describe('pathFromRoot', () => {
  it.each([
    ['topology.ts', './topology.ts'],
    ['./topology.ts', './topology.ts'],
    ['/project/examples/topology.ts', './examples/topology.ts'],
    ['..hidden/topology.ts', './..hidden/topology.ts'],
    ['../other/topology.ts', '../other/topology.ts'],
    ['/other/topology.ts', '../other/topology.ts'],
  ])('of %s is %s', (path, expected) => {
    expect(pathFromRoot(path, '/project')).toBe(expected)
  })
})
