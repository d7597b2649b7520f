import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startDynamoDb } from '../../lib/local/dynamodb/start-dynamodb.ts'
import { SCENARIOS } from './scenarios.ts'
import { ours, type TheirWay, theirs } from './subjects.ts'

let database: Awaited<ReturnType<typeof startDynamoDb>>
const realNow = Date.now

beforeAll(async () => {
  database = await startDynamoDb()
})
afterEach(() => {
  Date.now = realNow
})
afterAll(() => database?.close())

const manifest = new URL('../../package.json', import.meta.url)
const { devDependencies } = JSON.parse(readFileSync(manifest, 'utf8'))
const [idempotency, batch] = ['idempotency', 'batch'].map(
  (name) => `@aws-lambda-powertools/${name} ${devDependencies[`@aws-lambda-powertools/${name}`]}`,
)
const WAYS: Readonly<Record<TheirWay, string>> = {
  function: `as a function of ${idempotency}`,
  middleware: `as a middleware of ${idempotency}`,
  batch: `in ${batch} with ${idempotency}`,
}

/**
 * Where Powertools was found to be safe, at the versions that package.json names. When newer ones do better, or worse,
 * this fails, and says so.
 */
const THEIRS_IS_SAFE: readonly string[] = [
  'a duplicate that is turned away leaves the lock of the one at work: batch',
]

describe('an event that is delivered twice and meets no fault is handled once', () => {
  it.each([
    ['by ours', () => ours(database.url, 'item')],
    ['by ours, in batches of PartiQL', () => ours(database.url, 'partiql')],
    ['by theirs, as a function', () => theirs(database.url, 'function')],
    ['by theirs, as a middleware', () => theirs(database.url, 'middleware')],
    ['by theirs, in a batch', () => theirs(database.url, 'batch')],
  ])('%s', async (_name, open) => {
    const subject = await open()
    const work = async (delivery: string): Promise<string> => delivery
    expect(await subject.deliver('first', 30_000, work)).toBe('done')
    expect(await subject.deliver('second', 30_000, work)).toBe('skipped')
  })
})

describe.each(SCENARIOS)('$name', ({ name, theirWays, isSafe }) => {
  it.each(['item', 'partiql'] as const)('on our ledger, by %s', async (batching) => {
    expect(await isSafe(await ours(database.url, batching))).toBe(true)
  })

  it.each(theirWays.map((way) => [WAYS[way], way] as const))('%s, as it was found', async (_name, way) => {
    const subject = await theirs(database.url, way)
    expect(await isSafe(subject)).toBe(THEIRS_IS_SAFE.includes(`${name}: ${way}`))
  })
})
