import { describe, expect, it } from 'vitest'
import type { RedriveAnswer } from '../../lib/console-api/answers.ts'
import { toEnvelope } from '../../lib/messaging/envelope.ts'
import type { Event } from '../../lib/messaging/event.ts'
import { eventKey, fingerprint } from '../../lib/messaging/fingerprint.ts'
import type { DeliveryState } from '../../lib/messaging/ports.ts'
import { memoryDesk } from '../messaging/support/memory-desk.ts'
import { memoryConsole } from './support/console.ts'

const REDRIVE = '/subscriptions/billing/dead-letters/redrive'

const eventOf = (id: string): Event => ({
  attributes: { id, source: '/shop', type: 'placed' },
  data: { json: '{}' },
})

async function withDeadLetters(count: number) {
  let slept = 0
  const clock = {
    now: () => Date.now() + slept,
    async sleep(milliseconds: number) {
      slept += milliseconds
    },
  }
  const at = memoryConsole({ ...memoryDesk(), clock })
  const { deadLetterQueue, queue } = at.desk.subscription('billing')
  for (let index = 0; index < count; index += 1) {
    const origin = JSON.stringify({ subscription: 'billing', messageId: 'm', sentAt: index, attempts: 3 })
    const body = toEnvelope(eventOf(`e-${index}`))
    await deadLetterQueue.send({ body, attributes: { cause: 'REFUSED: no', origin } })
  }
  /** As a consumer would leave it, of a message that SQS got a moment later. */
  const ends = (id: string, state: DeliveryState, code = 'REFUSED') =>
    at.desk.ledger.insert(
      {
        ...{ eventKey: eventKey('/shop', id), source: '/shop', id, type: 'placed', state },
        fingerprint: fingerprint(eventOf(id)),
        ...{ subscription: 'billing', topic: 'orders', attempts: 3, owner: 'o', leaseUntil: 0 },
        ...{ messageId: 'm', sentAt: Date.now() + 1_000, firstSeenAt: 1, expiresAt: 9_999_999_999 },
        cause: { code, text: 'no' },
      },
      0,
    )
  const redrive = async (body: object): Promise<RedriveAnswer> => {
    const { status, json } = await at.ask('POST', REDRIVE, { body })
    expect(status).toBe(200)
    return json
  }
  return { ...at, queue, ends, redrive }
}

describe('a redrive at the desk', () => {
  it('sends what is selected back, and leaves a record of it', async () => {
    const { redrive, queue, ask } = await withDeadLetters(3)
    expect(await redrive({ selection: { ids: ['e-0', 'e-2', 'e-9'] } })).toEqual({
      ...{ redriven: 2, redrivenInAll: 2, remaining: 0, alreadyDone: 0, waiting: 0, notFound: ['e-9'] },
    })
    expect(await queue.receive(10, 30)).toHaveLength(2)
    const { json } = await ask('GET', '/audit')
    expect(json.acts).toMatchObject([
      {
        ...{ act: 'redrive', who: 'someone', outcome: 'DONE' },
        detail: { selection: 'ids e-0, e-2, e-9', redriven: 2 },
        events: [eventKey('/shop', 'e-0'), eventKey('/shop', 'e-2')],
      },
    ])
  })

  it('is as many calls as it takes, each with what the one before gave', async () => {
    const { redrive } = await withDeadLetters(3)
    const asked = { selection: 'all', progressive: true }
    const first = await redrive(asked)
    expect(first).toMatchObject({ redriven: 1, remaining: 2, waiting: 1 })
    expect(first.continue?.length).toBeLessThan(600)
    const again = await redrive({ ...asked, continue: first.continue })
    expect(again).toMatchObject({ redriven: 0, redrivenInAll: 1, remaining: 2, waiting: 1 })
  })

  it('goes on once all of a group are handled, and has only what moves in the log', async () => {
    const { redrive, ends, ask } = await withDeadLetters(3)
    const asked = { selection: 'all', progressive: true }
    const first = await redrive(asked)
    await ends('e-0', 'DONE')
    const second = await redrive({ ...asked, continue: first.continue })
    expect(second).toMatchObject({ redriven: 2, redrivenInAll: 3, remaining: 0, waiting: 2 })
    for (const id of ['e-1', 'e-2']) await ends(id, 'DONE')
    const last = await redrive({ ...asked, continue: second.continue })
    expect(last).toMatchObject({ redriven: 0, redrivenInAll: 3, waiting: 0 })
    expect(last.continue).toBeUndefined()
    const { acts } = (await ask('GET', '/audit')).json
    expect(acts.map(({ detail }: { detail: object }) => detail)).toMatchObject([
      { redriven: 2 },
      { redriven: 1 },
    ])
    expect(new Set(acts.map(({ detail }: { detail: { redrive: string } }) => detail.redrive)).size).toBe(1)
  })

  it.each([
    ['of the same cause stops it', 'REFUSED', { stopped: { reason: 'same-cause', letter: { id: 'e-0' } } }],
    ['of another cause does not', 'OTHER', { redriven: 2, waiting: 2 }],
  ])('knows from the log of what one had died: a death %s', async (_what, code, expected) => {
    const { redrive, ends } = await withDeadLetters(3)
    const asked = { selection: 'all', progressive: true }
    const first = await redrive(asked)
    await ends('e-0', 'DEAD', code)
    expect(await redrive({ ...asked, continue: first.continue })).toMatchObject(expected)
  })

  it('takes no continue but its own', async () => {
    const { redrive, ask, queue } = await withDeadLetters(2)
    const asked = { selection: 'all', progressive: true }
    const { continue: token = '' } = await redrive(asked)
    const decoded = JSON.parse(Buffer.from(token, 'base64url').toString())
    const forged = (change: object) =>
      Buffer.from(JSON.stringify({ ...decoded, ...change })).toString('base64url')
    const refused = [
      { ...asked, continue: 'nonsense' },
      { ...asked, continue: '' },
      { ...asked, continue: 'x'.repeat(2_001) },
      { ...asked, continue: forged({ id: 'nobody' }) },
      { ...asked, continue: forged({ more: 1 }) },
      { ...asked, continue: forged({ progress: { ...decoded.progress, group: 99 } }) },
      { ...asked, continue: forged({ progress: { ...decoded.progress, newest: -1 } }) },
      { selection: 'all', continue: token },
      { ...asked, selection: { cause: 'REFUSED' }, continue: token },
      { ...asked, queue: 'undelivered', continue: token },
    ]
    for (const body of refused) expect((await ask('POST', REDRIVE, { body })).status).toBe(400)
    expect(await queue.receive(10, 30)).toHaveLength(1)
  })

  it('does nothing when it is dry, and says which it would redrive', async () => {
    const { redrive, ends, queue, desk, ask } = await withDeadLetters(3)
    await ends('e-1', 'DONE')
    const { letters, ...counts } = await redrive({ selection: 'all', dryRun: true })
    expect(counts).toMatchObject({ redriven: 0, remaining: 2, alreadyDone: 1 })
    expect(letters).toMatchObject([{ id: 'e-0' }, { id: 'e-2' }])
    expect(await queue.receive(10, 30)).toEqual([])
    expect(await desk.audit.list({ limit: 1 })).toEqual([])
    const both = await ask('POST', REDRIVE, { body: { selection: 'all', dryRun: true, progressive: true } })
    expect(both.status).toBe(400)
  })

  it.each([
    {},
    { selection: 'some' },
    { selection: { ids: [] } },
    { selection: { ids: ['a'], cause: 'b' } },
    { selection: { ids: Array.from({ length: 1_001 }, () => 'a') } },
    { selection: 'all', perSecond: 0 },
    { selection: 'all', perSecond: '1' },
    { selection: 'all', progressive: 1 },
    { selection: 'all', queue: 'main' },
    { selection: 'all', limit: 1 },
  ])('refuses what it does not take: %j', async (body) => {
    const { ask, queue } = await withDeadLetters(1)
    const { status, json } = await ask('POST', REDRIVE, { body })
    expect([status, json.type]).toEqual([400, 'urn:omnibus:problem:malformed-request'])
    expect(json.errors.length).toBeGreaterThan(0)
    expect(await queue.receive(10, 30)).toEqual([])
  })
})
