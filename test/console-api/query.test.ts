import { expect, it } from 'vitest'
import { memoryConsole } from './support/console.ts'

const LETTERS = '/subscriptions/billing/dead-letters'

it.each([
  [`${LETTERS}?limit=`, "limit is ''. Give a whole number from 1 to 1000."],
  [`${LETTERS}?limit=1001`, 'Give a whole number from 1 to 1000.'],
  [`${LETTERS}?limit=1.0`, 'Give a whole number from 1 to 1000.'],
  [`${LETTERS}?queue=`, "queue is ''. Give 'undelivered'"],
  ['/audit?before=', 'Give a whole number from 1 to'],
  // Its year has more than four digits, and sorts before all others.
  ['/audit?before=999999999999998', 'Give a whole number from 1 to 253370764800000.'],
])('refuses %s in a sentence', async (address, sentence) => {
  const refused = await memoryConsole().ask('GET', address)
  expect(refused.status).toBe(400)
  expect(refused.json.detail).toContain(sentence)
})

it('takes what is at the end of each range', async () => {
  const { ask } = memoryConsole()
  for (const address of [
    `${LETTERS}?limit=1000`,
    `${LETTERS}?queue=undelivered`,
    '/audit?before=253370764800000',
  ])
    expect((await ask('GET', address)).status).toBe(200)
})
