import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RecordedStack, startRecordedStack } from '../support/start-recorded-stack.ts'

let stack: RecordedStack

beforeAll(async () => {
  stack = await startRecordedStack('test/fixtures/quiet/topology.ts')
  expect(await publish(1)).toBe(202)
})
afterAll(() => stack?.close())
beforeEach(() => {
  stack.aws.calls.length = 0
  stack.dynamo.calls.length = 0
})

async function publish(
  count: number,
  headers: Record<string, string> = {},
  topic = 'notes',
): Promise<number> {
  const type = topic === 'notes' ? 'note.written' : 'step.taken'
  const events = Array.from({ length: count }, (_, index) => ({
    type,
    data: { text: `${index}`, group: `${index % 7}` },
  }))
  const response = await fetch(`${stack.apiUrl}/topics/${topic}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(count === 1 ? events[0] : events),
  })
  await response.arrayBuffer()
  return response.status
}

describe('a warm request', () => {
  it.each([
    [1, ['sns:Publish']],
    [10, ['sns:PublishBatch']],
    [11, ['sns:PublishBatch', 'sns:Publish']],
    [100, Array.from({ length: 10 }, () => 'sns:PublishBatch')],
    [1_000, Array.from({ length: 100 }, () => 'sns:PublishBatch')],
  ])('of %i small events makes ⌈n/10⌉ calls of SNS, and no other', async (count, calls) => {
    expect(await publish(count)).toBe(202)
    expect(stack.aws.calls.toSorted()).toEqual(calls.toSorted())
    expect(stack.dynamo.calls).toEqual([])
  })

  it.each([1, 1_000])(
    'of %i with an Idempotency-Key makes two calls of DynamoDB more, its repeat one',
    async (count) => {
      const headers = { 'idempotency-key': crypto.randomUUID() }
      expect(await publish(count, headers)).toBe(202)
      expect(stack.aws.calls).toHaveLength(Math.ceil(count / 10))
      expect(stack.dynamo.calls).toEqual(['dynamodb:PutItem', 'dynamodb:PutItem'])
      expect(await publish(count, headers)).toBe(202)
      expect(stack.aws.calls).toHaveLength(Math.ceil(count / 10))
      expect(stack.dynamo.calls).toHaveLength(3)
    },
  )

  it('makes as few on an ordered topic', async () => {
    expect(await publish(100, {}, 'steps')).toBe(202)
    expect(stack.aws.calls).toHaveLength(10)
  })
})
