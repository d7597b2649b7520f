import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RecordedStack, startRecordedStack } from '../support/start-recorded-stack.ts'

let stack: RecordedStack

beforeAll(async () => {
  stack = await startRecordedStack('test/fixtures/quiet/topology.ts')
  stack.aws.fault = () => 'hang'
  stack.dynamo.fault = () => 'hang'
})
afterAll(() => stack?.close())

const note = (text: string) => ({ type: 'note.written', data: { text } })

async function publish(body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${stack.apiUrl}/topics/notes/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** API Gateway waits 29 seconds: before that, the function itself must say what is known. */
describe.concurrent('when AWS never answers, the caller is told in time', () => {
  it('that SNS may not have the event', async () => {
    expect(await publish(note('a'))).toMatchObject({
      status: 503,
      body: { type: 'urn:omnibus:problem:not-published' },
    })
  })

  it('that SNS may not have any event of a batch, however many calls it takes', async () => {
    const { status, body } = await publish(Array.from({ length: 250 }, (_, index) => note(`${index}`)))
    expect(status).toBe(207)
    const types = (body['results'] as { type: string }[]).map(({ type }) => type)
    expect(types).toEqual(Array.from({ length: 250 }, () => 'urn:omnibus:problem:not-published'))
  })

  it('that the data of a large event may not be in the bucket', async () => {
    expect(await publish(note('x'.repeat(300_000)))).toMatchObject({
      status: 503,
      body: { type: 'urn:omnibus:problem:not-published' },
    })
    expect(stack.aws.calls).toContain('s3:PUT')
  })

  it('that the table of keys cannot be asked', async () => {
    expect(await publish(note('a'), { 'idempotency-key': 'unanswered' })).toMatchObject({
      status: 503,
      body: { type: 'urn:omnibus:problem:unavailable' },
    })
  })
})
