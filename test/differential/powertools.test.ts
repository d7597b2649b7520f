import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDynamoDb } from '../../lib/local/dynamodb/start-dynamodb.ts'
import { SCENARIOS } from './scenarios.ts'
import { ours, theirs } from './subjects.ts'

let database: Awaited<ReturnType<typeof startDynamoDb>>
const realNow = Date.now

beforeAll(async () => {
  database = await startDynamoDb()
})
afterAll(async () => {
  Date.now = realNow
  await database?.close()
})

const manifest = new URL('../../package.json', import.meta.url)
const version = JSON.parse(readFileSync(manifest, 'utf8')).devDependencies[
  '@aws-lambda-powertools/idempotency'
]

/**
 * What was found of @aws-lambda-powertools/idempotency at the version that package.json names. When a newer one does
 * better, this fails, and says so.
 */
const THEIRS_IS_SAFE = [false, false, false, false, false]

describe('an event that is delivered twice and meets no fault is handled once', () => {
  it.each([
    ['by ours', () => ours(database.url)],
    ['by theirs, as a function', () => theirs(database.url, 'function')],
    ['by theirs, as a middleware', () => theirs(database.url, 'middleware')],
  ])('%s', async (_name, open) => {
    const subject = await open()
    const work = async (delivery: string): Promise<string> => delivery
    expect(await subject.deliver('first', 30_000, work)).toBe('done')
    expect(await subject.deliver('second', 30_000, work)).toBe('skipped')
  })
})

describe.each(SCENARIOS.map((scenario, index) => ({ ...scenario, index })))('$name', (scenario) => {
  it('on our ledger', async () => {
    expect(await scenario.isSafe(await ours(database.url))).toBe(true)
  })

  it(`on that of Powertools ${version}, as it was found`, async () => {
    const subject = await theirs(database.url, scenario.theirWay)
    expect(await scenario.isSafe(subject)).toBe(THEIRS_IS_SAFE[scenario.index])
    Date.now = realNow
  })
})
