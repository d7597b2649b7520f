import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toEnvelope } from '../../lib/messaging/envelope.ts'
import { jsonMembers } from '../../lib/messaging/json-source.ts'
import { CHOSEN_TYPES } from '../fixtures/github/event-types.ts'
import { startStack, type TestStack } from '../support/start-stack.ts'
import { checkTotalQueue } from '../support/total-queue.ts'

interface Webhook {
  readonly id: string
  readonly type: string
  /** The payload's own text: nothing is parsed and written again on the way in. */
  readonly text: string
  readonly group: string | undefined
}

const SOURCE = 'https://github.com/webhooks'
const BATCH = 100

const webhooks: readonly Webhook[] = readWebhooks()
const grouped = webhooks.filter(({ group }) => group !== undefined)
let stack: TestStack

beforeAll(async () => {
  stack = await startStack('test/fixtures/github/topology.ts')
})
afterAll(() => stack?.close())

describe('329 real webhooks, each sent twice and once more behind SNS', () => {
  it('reach every subscription that asked for them: none lost, none unexpected, no effect repeated', async () => {
    for (let round = 0; round < 2; round += 1) {
      expect(await publishAll('github', webhooks)).toEqual({ accepted: 329, refused: 0 })
      await Promise.all(
        ['everything', 'chosen'].map((subscription) => duplicateBehindSns(subscription, webhooks)),
      )
    }
    const wanted = webhooks.filter(({ type }) => CHOSEN_TYPES.includes(type) && type !== 'github.ping')
    await expect.poll(() => effectsOf('everything').then(({ size }) => size), POLL).toBe(329)
    await expect.poll(() => effectsOf('chosen').then(({ size }) => size), POLL).toBe(wanted.length)
    await queuesAreEmpty('everything', 'chosen')
    expect(await checked('everything', webhooks)).toEqual(ALL_WELL)
    expect(await checked('chosen', wanted)).toEqual(ALL_WELL)
    expect(await stack.outcomes('everything', 'duplicate')).toBeGreaterThan(0)
    expect(await stack.outcomes('chosen', 'duplicate')).toBeGreaterThan(0)
  })

  it('keep the order of each repository on the ordered topic', async () => {
    for (let round = 0; round < 2; round += 1) {
      const withoutGroup = webhooks.length - grouped.length
      expect(await publishAll('github-ordered', webhooks)).toEqual({ accepted: 325, refused: withoutGroup })
      await duplicateBehindSns('in-order', grouped)
    }
    await expect.poll(() => effectsOf('in-order').then(({ size }) => size), POLL).toBe(grouped.length)
    await queuesAreEmpty('in-order')
    expect(await checked('in-order', grouped)).toEqual(ALL_WELL)
    expect(await stack.outcomes('in-order', 'duplicate')).toBeGreaterThan(0)
    const sequences = (await stack.items('effects')).filter(({ pk }) => String(pk).startsWith('group '))
    const sent = Map.groupBy(grouped, ({ group }) => group)
    expect(sequences).toHaveLength(sent.size)
    for (const { pk, ids } of sequences) {
      expect(ids).toEqual(sent.get(String(pk).slice('group '.length))?.map(({ id }) => id))
    }
  })

  it('arrive as they were sent, number texts and all', async () => {
    const items = new Map((await stack.items('effects')).map((item) => [item['pk'], item['dataText']]))
    const differing = webhooks.filter(({ id, text }) => items.get(`everything ${id}`) !== text)
    expect(differing.map(({ id }) => id)).toEqual([])
    expect(webhooks.some(({ text }) => text.includes('9007199254740993.10'))).toBe(true)
  })

  it('leave a refused ping in the dead-letter queue, with its cause', async () => {
    const pings = webhooks.filter(({ type }) => type === 'github.ping')
    for (const { id } of pings) {
      const deliveries = await stack.deliveries('github', SOURCE, id)
      expect(deliveries.find(({ subscription }) => subscription === 'chosen')).toMatchObject({
        state: 'DEAD',
        cause: { code: 'NonRetriableError', text: 'Pings are not wanted here.' },
      })
    }
    const [letter] = await stack.deadLetterQueue('chosen').receive(1, 0)
    expect(letter?.attributes['cause']).toBe('NonRetriableError: Pings are not wanted here.')
    const sent = pings.map((ping) => toEnvelope(eventOf(ping)))
    expect(sent).toContain(letter?.body)
  })
})

const POLL = { timeout: 45_000, interval: 200 }
const ALL_WELL = { lost: [], unexpected: [], repeated: [] }

function readWebhooks(): Webhook[] {
  const file = createRequire(import.meta.url).resolve('@octokit/webhooks-examples')
  const entries = jsonMembers(readFileSync(file, 'utf8')).map(({ source }) => jsonMembers(source))
  const all = entries.flatMap((entry) => {
    const name = JSON.parse(entry.find(({ key }) => key === 'name')?.source ?? '""') as string
    const examples = jsonMembers(entry.find(({ key }) => key === 'examples')?.source ?? '[]')
    return examples.map(({ source }, index) => webhook(name, index, source))
  })
  return all
}

function webhook(name: string, index: number, source: string): Webhook {
  const { repository, organization, sender } = JSON.parse(source)
  // One number of each payload is beyond double precision and ends in a zero, which a reader must not drop.
  const text = `${source.trimEnd().slice(0, -1).trimEnd()},"delivery":9007199254740993.10}`
  return {
    id: `${name}-${index}`,
    type: `github.${name.replaceAll('_', '-')}`,
    text,
    group: repository?.full_name ?? organization?.login ?? sender?.login,
  }
}

function eventOf({ id, type, text, group }: Webhook) {
  const attributes = { id, source: SOURCE, type, ...(group !== undefined && { partitionkey: group }) }
  return { attributes: { ...attributes, time: '2026-01-01T00:00:00Z' }, data: { json: text } }
}

async function publishAll(
  topic: string,
  all: readonly Webhook[],
): Promise<{ accepted: number; refused: number }> {
  const counts = { accepted: 0, refused: 0 }
  for (let start = 0; start < all.length; start += BATCH) {
    const batch = all.slice(start, start + BATCH).map((one) => toEnvelope(eventOf(one)))
    const response = await stack.publish(topic, `[${batch.join(',')}]`, 'application/cloudevents-batch+json')
    const { results } = (await response.json()) as { results: { messageId?: string }[] }
    counts.accepted += results.filter(({ messageId }) => messageId !== undefined).length
    counts.refused += results.filter(({ messageId }) => messageId === undefined).length
  }
  return counts
}

/** SQS and SNS deliver at least once: copies that only the consumer can tell from the first. */
async function duplicateBehindSns(subscription: string, all: readonly Webhook[]): Promise<void> {
  const queue = stack.queue(subscription)
  for (const one of all.filter((_, index) => index % 3 === 0)) {
    const fifo = subscription === 'in-order'
    const ids = { groupId: one.group ?? 'none', deduplicationId: crypto.randomUUID() }
    if (subscription === 'chosen' && !CHOSEN_TYPES.includes(one.type)) continue
    await queue.send({ body: toEnvelope(eventOf(one)), attributes: {}, ...(fifo && ids) })
  }
}

async function effectsOf(subscription: string): Promise<Map<string, number>> {
  const items = (await stack.items('effects')).filter(({ pk }) => String(pk).startsWith(`${subscription} `))
  return new Map(items.map(({ pk, applied }) => [String(pk).slice(subscription.length + 1), Number(applied)]))
}

async function checked(subscription: string, expected: readonly Webhook[]) {
  const ids = expected.map(({ id }) => id)
  return checkTotalQueue({ acknowledged: ids, attempted: ids, effects: await effectsOf(subscription) })
}

/** Nothing is left that could still take effect. */
async function queuesAreEmpty(...subscriptions: readonly string[]): Promise<void> {
  for (const subscription of subscriptions) {
    await expect.poll(() => stack.backlog(subscription), POLL).toEqual({ waiting: 0, inFlight: 0 })
  }
}
