import { describe, expect, it } from 'vitest'
import type { Publisher, SendResult } from '../../../lib/messaging/ports.ts'
import { endpoint } from '../../support/publish-here.ts'

const event = (id: string, more: object = {}) => ({
  ...{ id, source: '/shop', type: 'written', data: { text: id } },
  ...more,
})
const problem = (kind: string, status: number, title: string) => ({
  type: `urn:omnibus:problem:${kind}`,
  status,
  title,
})

/** SNS answers as told, whatever it is given. */
const answering = (...results: SendResult[]): { publisher: () => Publisher } => ({
  publisher: () => ({ publish: async (_topic, messages) => results.slice(0, messages.length) }),
})
const THROTTLED = { ok: false, retriable: true, code: 'Throttled', detail: 'slow down' } as const
const REFUSED = { ok: false, retriable: false, code: 'KMSDisabled', detail: 'no key' } as const

describe('the answer to an event', () => {
  it('is 202 with what SNS said of it and where to ask about it', async () => {
    const { answers, sent, logged } = endpoint()
    expect(await answers({ body: event('e 1') })).toEqual({
      status: 202,
      headers: { location: '/v1/topics/notes/events?source=%2Fshop&id=e+1' },
      body: { id: 'e 1', source: '/shop', topic: 'notes', messageId: 'message-1' },
    })
    expect(sent()).toMatchObject([{ specversion: '1.0', ...event('e 1') }])
    const fields = { topic: 'notes', source: '/shop', id: 'e 1', messageId: 'message-1' }
    expect(logged).toEqual([{ message: 'published', fields }])
  })

  it('has its place in an ordered topic', async () => {
    const { answers } = endpoint(answering({ ok: true, messageId: 'm', sequenceNumber: '7' }))
    const { body } = await answers({
      topic: 'steps',
      body: event('e', { type: 'taken', data: { group: 'g' } }),
    })
    expect(body).toEqual({ id: 'e', source: '/shop', topic: 'steps', messageId: 'm', sequenceNumber: '7' })
  })

  it.each([
    [8_192 - '/v1/topics/notes/events?source=%2Fshop&id='.length, true],
    [8_193 - '/v1/topics/notes/events?source=%2Fshop&id='.length, false],
  ])(
    'says where to ask while the URL is one that can be asked: an id of %d characters',
    async (length, says) => {
      const { headers } = await endpoint().answers({ body: event('i'.repeat(length)) })
      expect(headers !== undefined && 'location' in headers).toBe(says)
    },
  )

  it('is a problem that a repeat may mend when SNS has not taken it', async () => {
    expect(await endpoint(answering(THROTTLED)).refuses({ body: event('e') })).toEqual({
      ...problem('not-published', 503, 'The event may not have been published'),
      detail:
        "SNS did not take event 'e' (Throttled: slow down). Send it again with the same id, or the same Idempotency-Key: that is safe.",
    })
  })

  it('is a problem that no repeat mends when SNS refuses it for good', async () => {
    const on = endpoint(answering(REFUSED))
    expect(await on.refuses({ body: event('e') })).toEqual({
      ...problem('refused-by-sns', 502, 'SNS refused the event'),
      detail:
        "SNS refused event 'e' (KMSDisabled: no key). Sending it again will not help; the operator must look at it.",
    })
    expect(on.logged).toEqual([{ message: 'refused', fields: { topic: 'notes', problem: 'refused-by-sns' } }])
  })
})

describe('the answer to a batch', () => {
  it('is 202 when all were accepted, with one result for each, in order', async () => {
    const { status, body } = await endpoint().answers({ body: [event('a'), event('b')] })
    expect(status).toBe(202)
    expect(body).toEqual({
      results: [
        { id: 'a', source: '/shop', topic: 'notes', messageId: 'message-1' },
        { id: 'b', source: '/shop', topic: 'notes', messageId: 'message-2' },
      ],
    })
  })

  it('is 207 when one is refused, and the others are published', async () => {
    const { answers, sent } = endpoint()
    const body = [event('a'), event('b', { data: { text: 1 } }), event('c', { type: 'gone' }), event('d')]
    const answer = await answers({ body })
    expect(answer).toMatchObject({
      status: 207,
      body: {
        results: [
          { id: 'a' },
          {
            ...problem('invalid-event', 400, 'The event is not valid'),
            detail: "The data does not fit the schema of 'written': see errors.",
            errors: [{ pointer: '/data/text' }],
          },
          {
            ...problem('invalid-event', 400, 'The event is not valid'),
            detail: "'gone' is not an event of topic 'notes'. Known: written, revised.",
            errors: [{ pointer: '/type' }],
          },
          { id: 'd' },
        ],
      },
    })
    expect(sent().map(({ id }) => id)).toEqual(['a', 'd'])
  })

  it('is 207 though all are refused, and no call is made', async () => {
    const on = endpoint({ publisher: () => ({ publish: () => Promise.reject(new Error('no call')) }) })
    const { status } = await on.answers({ body: [event('a', { data: 1 })], key: 'k' })
    expect(status).toBe(207)
  })

  it.each([
    ['steps', 2],
    ['notes', 0],
  ])('on %s has what SNS refuses, and what must not overtake it: %d', async (topic, heldBack) => {
    const REFUSING = 'refused'
    const on = endpoint({
      publisher: (sns) => ({
        async publish(to, messages) {
          if (messages.some(({ body }) => body.includes(REFUSING))) return messages.map(() => REFUSED)
          return sns.publish(to, messages)
        },
      }),
    })
    const type = topic === 'steps' ? 'taken' : 'written'
    const body = Array.from({ length: 12 }, (_, index) =>
      event(`e-${index}`, { type, data: { text: index < 10 ? REFUSING : 'fine', group: 'g' } }),
    )
    const answer = await on.answers({ topic, body })
    const results = (answer.body as { results: { detail?: string }[] }).results
    expect(results.filter(({ detail }) => detail?.includes('KMSDisabled'))).toHaveLength(10)
    expect(results.filter(({ detail }) => detail?.includes('HeldBack'))).toHaveLength(heldBack)
    expect(on.sent(topic)).toHaveLength(2 - heldBack)
  })

  it('of no events has no results', async () => {
    expect(await endpoint().answers({ body: '[]' })).toEqual({ status: 202, body: { results: [] } })
  })

  it('is cut short where its words would not fit into an answer, and has a result for each all the same', async () => {
    const text = '€'.repeat(1_000)
    const body = Array.from({ length: 1_000 }, (_, index) => event(`e-${index}`, { type: `${text}${index}` }))
    const { body: small } = await endpoint().answers({ body: body.slice(0, 3) })
    const { status, body: big } = await endpoint().answers({ body })
    expect(status).toBe(207)
    const results = (answer: unknown) =>
      (answer as { results: { detail: string; errors: object[] }[] }).results
    expect(results(big)).toHaveLength(1_000)
    expect(results(small)[0]?.detail.length).toBeGreaterThan(500)
    expect(results(big)[0]?.detail.length).toBeLessThan(100)
    expect(results(big)[999]).toMatchObject({ status: 400, errors: [{ pointer: '/type' }] })
  })
})

describe('what a plain event leaves out is filled in', () => {
  it('with a fresh id, the time, and a source that names the principal', async () => {
    const { answers, clock, sent } = endpoint()
    await answers({ principal: 'arn:aws:iam::1:role/a b' })
    await answers()
    expect(sent()).toMatchObject([
      {
        source: '/principals/arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fa%20b',
        time: new Date(clock.now()).toISOString(),
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
      { source: '/principals/local' },
    ])
    expect(sent()[0]?.['id']).not.toBe(sent()[1]?.['id'])
  })

  it('and what it says is kept', async () => {
    const { answers, sent } = endpoint()
    const given = event('mine', { time: '2020-02-02T02:02:02Z', subject: 's' })
    await answers({ body: given })
    expect(sent()).toMatchObject([given])
  })

  it('with the oldest version of its schema, where its type has several', async () => {
    const { answers, sent } = endpoint()
    await answers({ body: event('a', { type: 'revised', data: { text: 'x' } }) })
    const dataschema = 'urn:omnibus:schema:notes:revised:2'
    await answers({ body: event('b', { type: 'revised', data: { text: 1 }, dataschema }) })
    expect(sent()).toMatchObject([{ dataschema: 'urn:omnibus:schema:notes:revised:1' }, { dataschema }])
  })
})
