import { createHash, randomBytes } from 'node:crypto'
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { causeOf } from '../../lib/messaging/dead-letter/dead-letter.ts'
import { type RecordedStack, startRecordedStack } from '../support/start-recorded-stack.ts'

let stack: RecordedStack
let s3: S3Client
let bucket: string
let id: string
const POLL = { timeout: 20_000, interval: 50 }
const SOURCE = '/large'

beforeAll(async () => {
  stack = await startRecordedStack('test/fixtures/large/topology.ts')
  s3 = new S3Client(stack.connections.aws)
  bucket = stack.resources.find(({ type }) => type === 'AWS::S3::Bucket')?.physicalId ?? ''
})
afterAll(async () => {
  s3?.destroy()
  await stack?.close()
})
beforeEach(() => {
  id = crypto.randomUUID()
  stack.aws.calls.length = 0
  stack.aws.fault = () => undefined
})

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

/** In binary mode, where the body is the data. */
async function send(
  body: string | Buffer<ArrayBuffer>,
  { contentType = 'application/json', topic = 'documents', headers = {} } = {},
): Promise<Response> {
  return fetch(`${stack.apiUrl}/topics/${topic}/events`, {
    method: 'POST',
    headers: {
      'content-type': contentType,
      'ce-specversion': '1.0',
      'ce-id': id,
      'ce-source': SOURCE,
      'ce-type': 'document.sent',
      ...headers,
    },
    body,
  })
}

const arrived = (event = id, source = SOURCE) => stack.item('arrived', { pk: `${source} ${event}` })
const s3Calls = (): readonly string[] => stack.aws.calls.filter((call) => call.startsWith('s3:'))
/** JSON whose numbers a careless path would change. */
const jsonOf = (bytes: number): string => {
  const frame = (text: string) => `{"big":9007199254740993, "one":1.0,"text":"${text}"}`
  return frame('é'.repeat((bytes - frame('').length) / 2))
}

describe('an event', () => {
  it.each([
    ['of 200 KB', 200_000, []],
    ['of 3.5 MB', 3_500_000, ['s3:PUT', 's3:GET']],
    ['of 4 MiB, the most there is', 4 * 1024 * 1024 - 1, ['s3:PUT', 's3:GET']],
  ])('%s arrives whole, its JSON as it was written', async (_name, bytes, calls) => {
    const json = jsonOf(bytes)
    expect((await send(json)).status).toBe(202)
    await expect.poll(() => arrived(), POLL).toBeDefined()
    const { sha256: hash, attributes } = (await arrived()) as { sha256: string; attributes: string[] }
    expect(hash).toBe(sha256(json))
    expect(attributes).not.toContain('dataref')
    expect(s3Calls()).toEqual(calls)
  })

  it('of 1,000 KB arrives in its message where the topic allows that', async () => {
    const json = jsonOf(1_000_000)
    expect((await send(json, { topic: 'volumes' })).status).toBe(202)
    await expect.poll(async () => (await arrived())?.['sha256'], POLL).toBe(sha256(json))
    expect(s3Calls()).toEqual([])
  })

  it.each([200_000, 4 * 1024 * 1024])('of random bytes arrives whole, %i of them', async (length) => {
    const bytes = randomBytes(length)
    expect((await send(bytes, { contentType: 'application/octet-stream' })).status).toBe(202)
    await expect.poll(async () => (await arrived())?.['sha256'], POLL).toBe(sha256(bytes))
  })

  it('of more than a request may have is refused, and no call is made', async () => {
    expect((await send('x'.repeat(4 * 1024 * 1024 + 1))).status).toBe(413)
    expect(stack.aws.calls).toEqual([])
  })

  it('that is large arrives through an ordered topic in its place, and nothing else is put or read', async () => {
    const ids = Array.from({ length: 3 }, () => crypto.randomUUID())
    const events = ids.map((each, index) => ({
      specversion: '1.0',
      ...{ id: each, source: SOURCE, type: 'document.sent' },
      data: { book: 'b', text: 'x'.repeat(index === 1 ? 300_000 : 10) },
    }))
    const response = await stack.publish('chapters', events, 'application/cloudevents-batch+json')
    expect(response.status).toBe(202)
    for (const each of ids) await expect.poll(() => arrived(each), POLL).toBeDefined()
    expect(s3Calls()).toEqual(['s3:PUT', 's3:GET'])
  })

  it('that is large and sent twice is handled once', async () => {
    const json = jsonOf(300_000)
    await send(json)
    await expect.poll(() => arrived(), POLL).toBeDefined()
    const before = await stack.outcomes('archive', 'duplicate')
    await send(json)
    await expect.poll(() => stack.outcomes('archive', 'duplicate'), POLL).toBe(before + 1)
    const [delivery] = await stack.deliveries('documents', SOURCE, id)
    expect(delivery).toMatchObject({ subscription: 'archive', state: 'DONE', attempts: 1 })
  })

  it('that a handler publishes may be large as well', async () => {
    await send(jsonOf(300_000), { headers: { 'ce-subject': 'copy' } })
    await expect
      .poll(async () => (await stack.deliveries('documents', SOURCE, id))[1], POLL)
      .toMatchObject({ subscription: 'copier', state: 'DONE' })
    const [copier] = (await stack.deliveries('documents', SOURCE, id)).slice(1)
    const [published] = copier?.published ?? []
    await expect.poll(() => arrived(published?.id, published?.source), POLL).toBeDefined()
  })
})

describe('a batch', () => {
  it('puts each large event into the bucket, and loses none of the others when one cannot be put', async () => {
    stack.aws.fault = (call) => (call === 's3:PUT' ? 'refuse' : undefined)
    const ids = Array.from({ length: 3 }, () => crypto.randomUUID())
    const events = ids.map((each, index) => ({
      specversion: '1.0',
      ...{ id: each, source: SOURCE, type: 'document.sent' },
      data: 'x'.repeat(index === 1 ? 300_000 : 10),
    }))
    const response = await stack.publish('documents', events, 'application/cloudevents-batch+json')
    expect(response.status).toBe(207)
    const { results } = (await response.json()) as { results: Record<string, unknown>[] }
    expect(results.map(({ id: accepted, status }) => accepted ?? status)).toEqual([ids[0], 503, ids[2]])
    for (const each of [ids[0], ids[2]]) await expect.poll(() => arrived(each), POLL).toBeDefined()
    expect(await arrived(ids[1])).toBeUndefined()
  })
})

describe('a producer', () => {
  it('may not point anywhere itself', async () => {
    const response = await send('{}', { headers: { 'ce-dataref': `s3://${bucket}/claims/x` } })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ pointer: '/dataref' }] })
    expect(stack.aws.calls).toEqual([])
  })
})

describe('a pointer that was tampered with', () => {
  let key: string
  beforeEach(async () => {
    await send(jsonOf(300_000))
    await expect.poll(() => arrived(), POLL).toBeDefined()
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }))
    key = Contents.map(({ Key = '' }) => Key).find((each) => !seen.has(each)) ?? ''
    for (const { Key = '' } of Contents) seen.add(Key)
    stack.aws.calls.length = 0
  })
  const seen = new Set<string>()

  /** Straight into the queue, as someone could who may send there. */
  const sneakIn = (dataref: unknown, more: object = {}): Promise<unknown> => {
    const attributes = { specversion: '1.0', id, source: SOURCE, type: 'document.sent' }
    return stack
      .queue('archive')
      .send({ body: JSON.stringify({ ...attributes, ...more, dataref }), attributes: {} })
  }

  async function parkedAs(code: string, count = 1): Promise<string[]> {
    const causes: string[] = []
    const queue = stack.deadLetterQueue('archive')
    await expect
      .poll(async () => {
        for (const { attributes, receiptHandle } of await queue.receive(10, 60)) {
          const cause = causeOf(attributes)
          expect(cause?.code).toBe(code)
          causes.push(cause?.text ?? '')
          await queue.delete(receiptHandle)
        }
        return causes.length
      }, POLL)
      .toBe(count)
    return causes
  }

  it('to anywhere else is parked with its cause, and nothing is read', async () => {
    const other = key.replace(/claims\/[0-9a-f]{64}/, `claims/${sha256('another event')}`)
    const datarefs = [
      `s3://another-bucket/${key}`,
      `s3://${bucket}x/${key}`,
      `s3://${bucket}/${other}`,
      `s3://${bucket}/${key.replace('claims/', 'secrets/')}`,
      `s3://${bucket}/claims/../${key}`,
      `s3://${bucket}/${key}/../../x`,
      `s3://${bucket}/${key}?versionId=1`,
      `s3://${bucket}/${key.toUpperCase()}`,
      `s3://${bucket}//${key}`,
      `S3://${bucket}/${key}`,
      `https://${bucket}.s3.amazonaws.com/${key}`,
      `file:///${key}`,
      key,
    ]
    for (const dataref of datarefs) await sneakIn(dataref)
    const causes = await parkedAs('CLAIM_REFUSED', datarefs.length)
    expect(new Set(causes)).toEqual(
      new Set(['Its dataref is not one that this bus wrote for this event; nothing was read.']),
    )
    expect(s3Calls()).toEqual([])
  })

  it('is parked whatever it says', async () => {
    const strings = fc.sample(fc.oneof(fc.webUrl(), fc.string({ minLength: 1, unit: 'grapheme' })), {
      numRuns: 100,
      seed: 1,
    })
    const datarefs = strings.filter((each) => !/[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}]/u.test(each))
    for (const dataref of datarefs) await sneakIn(dataref)
    await parkedAs('CLAIM_REFUSED', datarefs.length)
    expect(s3Calls()).toEqual([])
  })

  it('beside data is parked, and nothing is read', async () => {
    await sneakIn(`s3://${bucket}/${key}`, { data: 1 })
    await parkedAs('CLAIM_REFUSED')
    expect(s3Calls()).toEqual([])
  })

  it('to an object that was changed is parked', async () => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: '{"forged":true}' }))
    await sneakIn(`s3://${bucket}/${key}`)
    expect(await parkedAs('CLAIM_REFUSED')).toEqual([
      `Its data is not what was published: ${key} has another hash.`,
    ])
  })

  it('to an object that is gone is parked', async () => {
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))
    await sneakIn(`s3://${bucket}/${key}`)
    expect(await parkedAs('CLAIM_REFUSED')).toEqual([
      `Its data is not in the bucket any more, or too large: ${key}.`,
    ])
  })
})

describe('while S3 does not answer', () => {
  it('a large event waits, and no attempt is counted', async () => {
    await send(jsonOf(300_000))
    await expect.poll(() => arrived(), POLL).toBeDefined()
    stack.aws.fault = (call) => (call === 's3:GET' ? 'refuse' : undefined)
    const other = crypto.randomUUID()
    id = other
    await send(jsonOf(310_000))
    await expect
      .poll(async () => (await stack.logs()).filter((line) => line.includes('UNAVAILABLE')), POLL)
      .not.toEqual([])
    expect((await stack.deliveries('documents', SOURCE, other))[0]).toMatchObject({ state: 'NOT_SEEN' })
    expect(await stack.backlog('archive')).not.toEqual({ waiting: 0, inFlight: 0 })
    stack.aws.fault = () => undefined
    await expect
      .poll(async () => (await stack.deliveries('documents', SOURCE, other))[0], POLL)
      .toMatchObject({ state: 'DONE', attempts: 1 })
    expect(await arrived(other)).toBeDefined()
  })
})
