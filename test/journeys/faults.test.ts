import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toEnvelope } from '../../lib/messaging/envelope.ts'
import { type RecordedStack, startRecordedStack } from '../support/start-recorded-stack.ts'
import { checkTotalQueue } from '../support/total-queue.ts'

let stack: RecordedStack
let test = 0

beforeAll(async () => {
  stack = await startRecordedStack('test/fixtures/faults/topology.ts')
})
afterAll(() => stack?.close())
beforeEach(() => {
  test += 1
})

describe('under load, with nothing lost and every committed effect applied once', () => {
  it('a consumer is killed in the middle of its handlers', async () => {
    const ids = await publishTasks(60, () => ({ sleepMilliseconds: 300 }))
    for (let kill = 0; kill < 3; kill += 1) {
      const before = await stack.outcomes('standard', 'processed')
      await expect.poll(() => stack.outcomes('standard', 'processed'), POLL).toBeGreaterThan(before)
      while (stack.crashConsumer('standard'));
    }
    await tookEffectOnce('standard', ids)
    const deliveries = await Promise.all(ids.map((id) => stack.deliveries('work', SOURCE, id)))
    expect(deliveries.flat().some(({ attempts = 0 }) => attempts > 1)).toBe(true)
  })

  it('handlers outlive their timeout: one blocks its thread, one does not listen to its signal', async () => {
    const ids = await publishTasks(30, (index) => {
      if (index === 7) return { hang: true }
      return index === 18 ? { ignoreSignal: true } : {}
    })
    await tookEffectOnce('standard', ids)
    expect((await stack.logs()).some((line) => line.includes('Task timed out after 2.00 seconds'))).toBe(true)
    for (const index of [7, 18]) {
      const [delivery] = await stack.deliveries('work', SOURCE, ids[index] ?? '')
      expect(delivery?.attempts).toBeGreaterThan(1)
    }
  })

  it('DynamoDB refuses every call until each of many events has met that', async () => {
    const before = await publishTasks(40, () => ({ sleepMilliseconds: 50 }))
    stack.dynamo.fault = () => 'refuse'
    const during = await publishTasks(40, () => ({}))
    await expect.poll(() => metNoAnswer(during), POLL).toEqual(during)
    expect(await effects('standard', during)).toEqual(new Map())
    stack.dynamo.fault = () => undefined
    await tookEffectOnce('standard', [...before, ...during])
  })
})

describe('an ordered subscription', () => {
  it('waits for an event that fails 50 times, in order, without delaying other groups', async () => {
    const slow = `slow-${test}`
    const end = `end-of-${slow}`
    const first = await publishTask('sequence', 'first', { key: slow, failures: 50, awaits: end })
    const rest = []
    for (let index = 0; index < 5; index += 1)
      rest.push(await publishTask('sequence', `rest-${index}`, { key: slow }))
    const others = []
    for (let index = 0; index < 5; index += 1) {
      others.push(await publishTask('sequence', `other-${index}`, { key: `other-${test}-${index}` }))
    }
    for (const id of others) await expect.poll(() => applied('ordered', id), POLL).toBe(1)
    expect(await sequenceOf(slow)).toEqual([])
    await putItem(end)
    await expect.poll(() => sequenceOf(slow), POLL).toEqual([first, ...rest])
    const [delivery] = await stack.deliveries('sequence', SOURCE, first)
    expect(delivery?.state).toBe('DONE')
    expect(delivery?.attempts).toBeGreaterThan(50)
    expect(await stack.deadLetterQueue('ordered').receive(10, 0)).toEqual([])
  })

  it('loses nothing when an event dies, is redriven, dies and is redriven within the deduplication window', async () => {
    const key = `mended-${test}`
    const id = await publishTask('sequence', 'dies', { key, needs: `part-${test}` })
    const after = await publishTask('sequence', 'lives', { key })
    // Each time it is in the dead-letter queue it has died once more, for a redrive takes it out.
    for (let death = 0; death < 3; death += 1) {
      await expect.poll(() => deadLetters('ordered'), POLL).toEqual([id])
      if (death < 2) expect(await redriven('ordered', id)).toEqual([id])
    }
    await putItem(`part-${test}`)
    expect(await redriven('ordered', id)).toEqual([id])
    await expect.poll(() => sequenceOf(key), POLL).toEqual([after, id])
  })

  it('gives an event that is done no second effect, by whatever tool it is redriven; our own leaves it', async () => {
    const id = await publishTask('sequence', 'done', { key: `done-${test}` })
    await expect.poll(() => stateOf('sequence', id), POLL).toBe('DONE')
    const data = { json: JSON.stringify({ key: `done-${test}` }) }
    const body = toEnvelope({ attributes: { id, source: SOURCE, type: 'task.given' }, data })
    await stack.deadLetterQueue('ordered').send({ body, attributes: {}, groupId: 'g', deduplicationId: 'd' })
    const { redriven: moved, alreadyDone } = await stack.redrive('ordered', { ids: [id] })
    expect([moved.length, alreadyDone.length]).toEqual([0, 1])
    const before = await stack.outcomes('ordered', 'duplicate')
    await stack.queue('ordered').send({ body, attributes: {}, groupId: 'g', deduplicationId: 'd' })
    await expect.poll(() => stack.outcomes('ordered', 'duplicate'), POLL).toBe(before + 1)
    expect(await applied('ordered', id)).toBe(1)
  })
})

const SOURCE = '/faults'
const POLL = { timeout: 40_000, interval: 100 }

async function publishTask(topic: string, name: string, data: object): Promise<string> {
  const id = `${test}-${name}`
  const response = await stack.publish(topic, { type: 'task.given', source: SOURCE, id, data })
  expect(response.status).toBe(202)
  return id
}

async function publishTasks(count: number, taskOf: (index: number) => object): Promise<string[]> {
  const name = crypto.randomUUID()
  const tasks = Array.from({ length: count }, (_, index) =>
    publishTask('work', `${name}-${index}`, { key: `${name}-${index}`, ...taskOf(index) }),
  )
  return await Promise.all(tasks)
}

/** Those that came back since the ledger did not answer. */
async function metNoAnswer(ids: readonly string[]): Promise<string[]> {
  const lines = (await stack.logs()).filter((line) => line.includes('UNAVAILABLE'))
  return ids.filter((id) => lines.some((line) => line.includes(id)))
}

/** What tasks need, or await. */
async function putItem(pk: string): Promise<void> {
  const TableName = stack.tableName('effects')
  await stack.dynamodb.send(new PutItemCommand({ TableName, Item: marshall({ pk }) }))
}

async function effects(subscription: string, wanted: readonly string[]): Promise<Map<string, number>> {
  const items = await stack.items('effects')
  const counted = items.map(
    ({ pk, applied: times }) => [String(pk).slice(subscription.length + 1), Number(times)] as const,
  )
  return new Map(counted.filter(([id]) => wanted.includes(id)))
}

async function tookEffectOnce(subscription: string, ids: readonly string[]): Promise<void> {
  await expect.poll(async () => (await effects(subscription, ids)).size, POLL).toBe(ids.length)
  await expect.poll(() => stack.backlog(subscription), POLL).toEqual({ waiting: 0, inFlight: 0 })
  const history = { acknowledged: ids, attempted: ids, effects: await effects(subscription, ids) }
  expect(checkTotalQueue(history)).toEqual({ lost: [], unexpected: [], repeated: [] })
}

async function applied(subscription: string, id: string): Promise<number> {
  return Number((await stack.item('effects', { pk: `${subscription} ${id}` }))?.['applied'] ?? 0)
}

async function sequenceOf(key: string): Promise<unknown> {
  return (await stack.item('effects', { pk: `ordered sequence ${key}` }))?.['ids'] ?? []
}

async function stateOf(topic: string, id: string): Promise<string | undefined> {
  return (await stack.deliveries(topic, SOURCE, id))[0]?.state
}

async function deadLetters(subscription: string): Promise<unknown[]> {
  const letters = await stack.deadLetterQueue(subscription).receive(10, 0)
  return letters.map(({ body }) => JSON.parse(body).id)
}

async function redriven(subscription: string, id: string): Promise<unknown[]> {
  const result = await stack.redrive(subscription, { ids: [id] })
  return result.redriven.map(({ event }) => event?.attributes.id)
}
