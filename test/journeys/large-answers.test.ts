import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startStack, type TestStack } from '../support/start-stack.ts'

let stack: TestStack

beforeAll(async () => {
  stack = await startStack('test/fixtures/quiet/topology.ts')
})
afterAll(() => stack?.close())

const EVENTS = 1_000
const note = (over: object = {}) => ({ type: 'note.written', source: '/s', data: { text: '' }, ...over })

interface Result {
  readonly id?: string
  readonly detail?: string
}

async function publish(eventOf: (index: number) => object): Promise<readonly Result[]> {
  const events = Array.from({ length: EVENTS }, (_, index) => eventOf(index))
  const response = await stack.publish('notes', events)
  expect([202, 207]).toContain(response.status)
  expect(response.headers.get('content-type')).toBe('application/json')
  return ((await response.json()) as { results: Result[] }).results
}

/** Lambda answers with 6 MB at most: whoever was accepted must hear of it, whatever the request says. */
describe('a batch of 4 MB gets a result for each of its events', () => {
  it.each([
    ['quotes', '"'.repeat(1_950)],
    ['three bytes a character', '界'.repeat(1_300)],
  ])('when its ids are %s', async (_name, text) => {
    const results = await publish((index) => note({ id: `${index}${text}` }))
    expect(results.map(({ id }) => id)).toEqual(results.map((_, index) => `${index}${text}`))
  })

  it.each([
    ['types of quotes', { type: '"'.repeat(1_900) }],
    ['types of wide characters', { type: '界'.repeat(1_250) }],
    ['attributes that cannot be', { ['界'.repeat(1_200)]: 1 }],
    ['control characters', { type: '\u0001'.repeat(600) }],
  ])('when all others are refused: %s', async (_name, over) => {
    const results = await publish((index) => note({ id: `${index}`, ...(index === 7 ? {} : over) }))
    expect(results).toHaveLength(EVENTS)
    expect(results[7]).toMatchObject({ id: '7' })
    expect(results.filter(({ detail }) => detail !== undefined)).toHaveLength(EVENTS - 1)
  })
})
