import { expect, it } from 'vitest'
import { memoryConsole } from './support/console.ts'

it('tells the traffic of half an hour, unless it is asked for more or less', async () => {
  const { ask } = memoryConsole()
  const lengths = async (query: string) => {
    const { json } = await ask('GET', `/traffic${query}`, { role: 'reader' })
    return new Set(json.series.map(({ values }: { values: unknown[] }) => values.length))
  }
  expect(await lengths('')).toEqual(new Set([30]))
  expect(await lengths('?minutes=180')).toEqual(new Set([180]))
  expect(await lengths('?minutes=1')).toEqual(new Set([1]))
})

it('tells that of a topic, or of a subscription', async () => {
  const { ask } = memoryConsole()
  const subjects = async (query: string) => {
    const { json } = await ask('GET', `/traffic?${query}`)
    return [
      ...new Set(json.series.map((each: Record<string, string>) => each['subscription'] ?? each['topic'])),
    ]
  }
  expect(await subjects('topic=orders')).toEqual(['orders', 'billing', 'archive'])
  expect(await subjects('subscription=archive')).toEqual(['archive'])
})

it.each([
  [400, 'minutes=0', "minutes is '0'. Give a whole number from 1 to 180."],
  [400, 'minutes=181', 'Give a whole number from 1 to 180.'],
  [400, 'minutes=half', 'Give a whole number from 1 to 180.'],
  [404, 'topic=news', "'news' is not a topic. Topics: orders, quiet."],
  [404, 'subscription=toString', "'toString' is not a subscription."],
])('answers %i to %s', async (status, query, sentence) => {
  const refused = await memoryConsole().ask('GET', `/traffic?${query}`)
  expect(refused.status).toBe(status)
  expect(refused.json.detail).toContain(sentence)
})
