import { DeleteItemCommand, paginateScan } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RecordedStack, startRecordedStack } from '../support/start-recorded-stack.ts'

let stack: RecordedStack
let key: string

beforeAll(async () => {
  stack = await startRecordedStack('test/fixtures/quiet/topology.ts')
})
afterAll(() => stack?.close())
beforeEach(() => {
  key = crypto.randomUUID()
  stack.aws.calls.length = 0
  stack.dynamo.calls.length = 0
  stack.aws.fault = () => undefined
  stack.dynamo.fault = () => undefined
})

const note = (text = 'hello') => ({ type: 'note.written', data: { text } })
const notes = (count: number) => Array.from({ length: count }, (_, index) => note(`${index}`))

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown> & { readonly results?: readonly Record<string, unknown>[] }
}

async function publish(
  body: unknown,
  headers: Record<string, string> = {},
  topic = 'notes',
): Promise<Answer> {
  const response = await fetch(`${stack.apiUrl}/topics/${topic}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key, ...headers },
    body: JSON.stringify(body),
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answer['body'],
  }
}

const replayed = ({ headers }: Answer): string | null => headers.get('idempotency-replayed')

describe('a repeated Idempotency-Key', () => {
  it.each([
    ['one event', note()],
    ['a batch', notes(25)],
    ['a batch with a bad event', [note(), { type: 'note.eaten', data: {} }, note('again')]],
  ])('gets the first answer again, and nothing is published: %s', async (_name, body) => {
    const first = await publish(body)
    expect(replayed(first)).toBeNull()
    const sent = stack.aws.calls.length
    const second = await publish(body)
    expect(second.status).toBe(first.status)
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('location')).toBe(first.headers.get('location'))
    expect(replayed(second)).toBe('true')
    expect(stack.aws.calls).toHaveLength(sent)
  })

  it('is the same with and without the quotes of a structured field', async () => {
    const first = await publish(note())
    const second = await publish(note(), { 'idempotency-key': `"${key}"` })
    expect(second.body).toEqual(first.body)
    expect(replayed(second)).toBe('true')
  })

  it('may come with another time, trace and order of members, which say nothing else', async () => {
    const first = await publish({ ...note(), time: '2026-01-01T00:00:00Z', traceparent: 'a' })
    const second = await publish({
      data: { text: 'hello' },
      type: 'note.written',
      time: '2026-01-02T00:00:00Z',
    })
    expect(second.body).toEqual(first.body)
    expect(replayed(second)).toBe('true')
  })

  it.each([
    ['other data', note('other')],
    ['another id', { ...note(), id: 'mine' }],
    ['one event more', [note(), note()]],
  ])('is refused with 422, publishes nothing and changes nothing, with %s', async (_name, body) => {
    const first = await publish(note())
    const sent = stack.aws.calls.length
    const refused = await publish(body)
    expect(refused.status).toBe(422)
    expect(refused.body).toMatchObject({ type: 'urn:omnibus:problem:key-reused' })
    expect(stack.aws.calls).toHaveLength(sent)
    expect((await publish(note())).body).toEqual(first.body)
  })

  it('on another topic is another key', async () => {
    await publish(note())
    const other = await publish({ type: 'step.taken', data: { text: 'a', group: 'g' } }, {}, 'steps')
    expect(other.status).toBe(202)
    expect(replayed(other)).toBeNull()
  })

  it('gets 409 with Retry-After while the first is at work, and then its answer', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    stack.aws.fault = () => promise
    const first = publish(note())
    await expect.poll(() => stack.aws.calls).toHaveLength(1)
    const early = await publish(note())
    expect(early.status).toBe(409)
    expect(early.headers.get('retry-after')).toBe('1')
    expect(early.body).toMatchObject({ type: 'urn:omnibus:problem:in-progress' })
    resolve(undefined)
    const { status, body } = await first
    expect(status).toBe(202)
    expect((await publish(note())).body).toEqual(body)
    expect(stack.aws.calls).toEqual(['sns:Publish'])
  })
})

describe('an Idempotency-Key that cannot be one is refused with 400 before any call', () => {
  it.each([
    ['256 characters', 'k'.repeat(256)],
    ['nothing', '""'],
    ['a letter outside of ASCII', 'clé'],
  ])('%s', async (_name, given) => {
    const refused = await publish(note(), { 'idempotency-key': given })
    expect(refused.status).toBe(400)
    expect(String(refused.body['detail'])).toContain('1 to 255 printable ASCII characters')
    expect([...stack.aws.calls, ...stack.dynamo.calls]).toEqual([])
  })

  it('while 255 are fine', async () => {
    expect((await publish(note(), { 'idempotency-key': crypto.randomUUID().padEnd(255, 'k') })).status).toBe(
      202,
    )
  })
})

describe('when the answer of SNS is lost', () => {
  it('once, the caller does not notice', async () => {
    stack.aws.fault = () => (stack.aws.calls.length === 1 ? 'lose' : undefined)
    expect((await publish(note())).status).toBe(202)
    expect(stack.aws.calls).toEqual(['sns:Publish', 'sns:Publish'])
  })

  it('for good, the answer is 503, and a repeat publishes the same event', async () => {
    stack.aws.fault = () => 'lose'
    const lost = await publish(note())
    expect(lost.status).toBe(503)
    expect(lost.headers.get('retry-after')).toBe('1')
    stack.aws.fault = () => undefined
    const second = await publish(note())
    expect(second.status).toBe(202)
    expect(replayed(second)).toBeNull()
    expect(String(lost.body['detail'])).toContain(String(second.body['id']))
  })
})

describe('when SNS refuses for good', () => {
  it('the answer is 502 at once, and a repeat under the key tries again, for someone may have mended it', async () => {
    stack.aws.fault = () => 'forbid'
    const refused = await publish(note())
    expect(refused.status).toBe(502)
    expect(refused.headers.get('retry-after')).toBeNull()
    expect(refused.body).toMatchObject({ type: 'urn:omnibus:problem:refused-by-sns' })
    expect(stack.aws.calls).toEqual(['sns:Publish'])
    stack.aws.fault = () => undefined
    expect((await publish(note())).status).toBe(202)
  })
})

describe('a batch of which SNS took a part', () => {
  it('answers 207, and its repeat publishes just the rest, under the same ids', async () => {
    // Three calls go out at once. The SDK repeats a refused one, and each of these carries as many events as it did.
    let taken = 0
    stack.aws.fault = () => {
      taken += 1
      return taken === 1 ? undefined : 'refuse'
    }
    const first = await publish(notes(25))
    expect(first.status).toBe(207)
    const accepted = first.body.results?.filter(({ id }) => id !== undefined) ?? []
    expect([5, 10]).toContain(accepted.length)
    stack.aws.fault = () => undefined
    stack.aws.calls.length = 0
    const second = await publish(notes(25))
    expect(second.status).toBe(202)
    expect(stack.aws.calls).toHaveLength(Math.ceil((25 - accepted.length) / 10))
    for (const [index, result] of (first.body.results ?? []).entries()) {
      if (result['id'] !== undefined) expect(second.body.results?.[index]).toEqual(result)
    }
    const third = await publish(notes(25))
    expect(third.body).toEqual(second.body)
    expect(replayed(third)).toBe('true')
  })
})

describe('when the table of keys', () => {
  it('does not answer, the answer is 503 and nothing is published', async () => {
    stack.dynamo.fault = () => 'refuse'
    const refused = await publish(note())
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('1')
    expect(refused.body).toMatchObject({ type: 'urn:omnibus:problem:unavailable' })
    expect(stack.aws.calls).toEqual([])
    stack.dynamo.fault = () => undefined
    expect((await publish(note())).status).toBe(202)
  })

  it('loses the answer to the claim, the request knows its own record', async () => {
    stack.dynamo.fault = () => (stack.dynamo.calls.length === 1 ? 'lose' : undefined)
    const first = await publish(note())
    expect(first.status).toBe(202)
    expect(replayed(first)).toBeNull()
  })

  it('does not take the result down, the answer is 202 all the same, and no repeat makes another event', async () => {
    stack.dynamo.fault = () => (stack.dynamo.calls.length > 1 ? 'refuse' : undefined)
    const first = await publish(note())
    expect(first.status).toBe(202)
    stack.dynamo.fault = () => undefined
    expect((await publish(note())).status).toBe(409)
  })

  it('has lost a record, the ids of its request are the same again', async () => {
    const first = await publish(notes(3))
    await emptyLedger()
    const second = await publish(notes(3))
    expect([first.status, second.status, replayed(second)]).toEqual([202, 202, null])
    const ids = ({ body }: Answer) => body.results?.map(({ id }) => id)
    expect(new Set(ids(first)).size).toBe(3)
    expect(ids(first)).toEqual(Array(3).fill(expect.any(String)))
    expect(ids(second)).toEqual(ids(first))
  })
})

describe("an event's own idempotencykey", () => {
  it('makes its id, whatever request it comes in', async () => {
    const own = { ...note(), idempotencykey: key }
    const alone = await publish(own, { 'idempotency-key': crypto.randomUUID() })
    const among = await publish([note('a'), own], { 'idempotency-key': crypto.randomUUID() })
    expect(among.body.results?.[1]?.['id']).toBe(alone.body['id'])
    expect(among.body.results?.[0]?.['id']).not.toBe(alone.body['id'])
  })

  it.each(['', 7, 'k'.repeat(256)])('is refused when it is %j', async (idempotencykey) => {
    const refused = await publish({ ...note(), idempotencykey })
    expect(refused.status).toBe(400)
    expect(refused.body).toMatchObject({ errors: [{ pointer: '/idempotencykey' }] })
  })
})

async function emptyLedger(): Promise<void> {
  const TableName = stack.outputs['LedgerTable']
  for await (const { Items = [] } of paginateScan({ client: stack.dynamodb }, { TableName })) {
    for (const { pk, sk } of Items) {
      const Key = { pk, sk } as Record<string, NonNullable<typeof pk>>
      await stack.dynamodb.send(new DeleteItemCommand({ TableName, Key }))
    }
  }
}
