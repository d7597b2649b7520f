import { expect, it } from 'vitest'
import * as z from 'zod'
import type { ConsoleCaller } from '../../lib/console-api/dependencies.ts'
import { defineTopology } from '../../lib/topology/index.ts'
import { memoryDesk } from '../messaging/support/memory-desk.ts'
import { memoryConsole } from './support/console.ts'

const events = { said: { schema: z.unknown() } }
const topology = defineTopology({
  name: 'shop',
  topics: { open: { events }, shut: { events, publishers: { principals: ['arn:aws:iam::1:role/shop-*'] } } },
  subscriptions: {},
})
const body = { type: 'said', data: 'hello' }
const SESSION = 'arn:aws:sts::1:assumed-role/shop-desk/ann'

async function publishedBy(caller: Partial<ConsoleCaller>, topic = 'shut') {
  const { ask, publisher } = memoryConsole({ ...memoryDesk(), topology })
  const { status, json } = await ask('POST', `/topics/${topic}/events`, { body, caller })
  return { status, detail: json.detail, source: json.source, sent: publisher.messages.get(topic)?.length }
}

it.each<[string, Partial<ConsoleCaller>, string]>([
  [
    'from a role that it names',
    { principal: SESSION, iamPrincipal: 'arn:aws:iam::1:role/shop-desk' },
    '/principals/arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fshop-desk',
  ],
  ['at home', { principal: 'local', iamPrincipal: 'local' }, '/principals/local'],
])('the desk publishes to a topic with principals %s', async (_who, caller, source) => {
  expect(await publishedBy(caller)).toMatchObject({ status: 200, sent: 1, source })
})

it.each<[string, Partial<ConsoleCaller>, string]>([
  [
    'a role that it does not name',
    { iamPrincipal: 'arn:aws:iam::1:role/other' },
    "'arn:aws:iam::1:role/other' may not publish to topic 'shut'.",
  ],
  ['somebody who is known by name', { principal: 'ann (4711)' }, 'npx omnibus console --stage home'],
  [
    'a name that reads like a role',
    { principal: 'arn:aws:iam::1:role/shop-desk (4711)' },
    'here you are known by name alone',
  ],
  ['somebody who is called local', { principal: 'local' }, 'here you are known by name alone'],
])('the desk publishes nothing to a topic with principals for %s', async (_who, caller, sentence) => {
  const { status, sent, detail } = await publishedBy(caller)
  expect([status, sent]).toEqual([403, 0])
  expect(detail).toContain(sentence)
})

it('the desk publishes to a topic without principals for whoever is known by name', async () => {
  const published = await publishedBy({ principal: 'ann (4711)' }, 'open')
  expect(published).toMatchObject({ status: 200, sent: 1, source: '/principals/ann%20(4711)' })
})
