import { describe, expect, it } from 'vitest'
import { memoryClaimStore } from '../../../lib/adapters/memory/memory-claim-store.ts'
import { claimingEvent, claimOf, MAX_CLAIM_BYTES } from '../../../lib/messaging/claim-check/claim.ts'
import { ClaimRefused, redeemClaim } from '../../../lib/messaging/claim-check/redeem-claim.ts'
import { NonRetriableError } from '../../../lib/messaging/errors.ts'
import type { Event, EventData } from '../../../lib/messaging/event.ts'
import type { ClaimStore } from '../../../lib/messaging/ports.ts'

const ATTRIBUTES = { id: 'e-1', source: '/shop', type: 'placed' }
const JSON_DATA = { json: '{"n":1.0}' }

/** An event of which the data was put into the bucket, as it travels. */
async function put(data: EventData = JSON_DATA, attributes: Event['attributes'] = ATTRIBUTES) {
  const store = memoryClaimStore()
  const claim = claimOf({ attributes }, data)
  await store.put(claim.key, claim.bytes)
  const event = claimingEvent({ attributes, data }, store.bucket, claim)
  return { store, claim, event, dataref: String(event.attributes['dataref']) }
}

/** Nothing may be asked of it. */
const untouched: ClaimStore = {
  bucket: 'claims',
  put: () => Promise.reject(new Error('not here')),
  get: () => Promise.reject(new Error('it was asked')),
}
const pointing = (dataref: unknown): Event => ({ attributes: { ...ATTRIBUTES, dataref: dataref as string } })

describe('data in the bucket', () => {
  it.each([
    ['JSON as it was written', JSON_DATA],
    ['bytes', { base64: Buffer.from([0, 255, 10]).toString('base64') }],
    ['no bytes', { base64: '' }],
  ])('comes back as %s', async (_name, data) => {
    const { store, event } = await put(data)
    expect(await redeemClaim(store, event)).toEqual({ attributes: ATTRIBUTES, data })
  })

  it('has a name of its event and its contents', async () => {
    const { dataref } = await put()
    expect(dataref).toMatch(/^s3:\/\/claims\/claims\/[0-9a-f]{64}\/[0-9a-f]{64}\.json$/)
    expect((await put()).dataref).toBe(dataref)
    expect((await put({ json: '{"n":1}' })).dataref).not.toBe(dataref)
    expect((await put(JSON_DATA, { ...ATTRIBUTES, id: 'e-2' })).dataref).not.toBe(dataref)
    expect((await put({ base64: '' })).dataref).toMatch(/\.bin$/)
  })

  it('is not looked for where an event brings its data along', async () => {
    const event = { attributes: ATTRIBUTES, data: JSON_DATA }
    expect(await redeemClaim(untouched, event)).toBe(event)
  })
})

describe('a pointer that this bus did not write for its event', () => {
  it.each([
    ['of another kind', () => 7],
    ['into another bucket', (own: string) => own.replace('s3://claims/', 's3://others/')],
    ['to another place', (own: string) => own.replace('/claims/claims/', '/claims/other/')],
    ['with more behind it', (own: string) => `${own}.json`],
    ['with more before its name', (own: string) => own.replace(/([^/]*)$/, 'x$1')],
    ['with a line end', (own: string) => `${own}\n`],
    ['to a name that is no hash', (own: string) => own.replace(/[^/]*$/, 'secret.json')],
    ['to another kind of data', (own: string) => own.replace('.json', '.yaml')],
    ['upwards', (own: string) => own.replace(/[^/]*$/, '../x.json')],
  ])('%s is refused, and nothing is read', async (_name, change) => {
    const { dataref } = await put()
    const refusal = redeemClaim(untouched, pointing(change(dataref)))
    await expect(refusal).rejects.toThrow(ClaimRefused)
    await expect(refusal).rejects.toThrow(
      'Its dataref is not one that this bus wrote for this event; nothing was read.',
    )
  })

  it('but for another event is refused', async () => {
    const { dataref } = await put(JSON_DATA, { ...ATTRIBUTES, id: 'e-2' })
    await expect(redeemClaim(untouched, pointing(dataref))).rejects.toThrow('nothing was read')
  })

  it('is refused beside data', async () => {
    const { event } = await put()
    await expect(redeemClaim(untouched, { ...event, data: JSON_DATA })).rejects.toThrow('nothing was read')
  })
})

describe('data that is not what was published', () => {
  it('is refused when it is gone', async () => {
    const { store, event, claim } = await put()
    store.objects.clear()
    await expect(redeemClaim(store, event)).rejects.toThrow(
      `Its data is not in the bucket any more, or too large: ${claim.key}.`,
    )
  })

  it('is refused when it is too large, and not read', async () => {
    const { store, event, claim } = await put()
    await store.put(claim.key, new Uint8Array(MAX_CLAIM_BYTES + 1))
    await expect(redeemClaim(store, event)).rejects.toThrow('or too large')
  })

  it('is refused when it was changed', async () => {
    const { store, event, claim } = await put()
    await store.put(claim.key, Buffer.from('{"n":2}'))
    await expect(redeemClaim(store, event)).rejects.toThrow(
      `Its data is not what was published: ${claim.key} has another hash.`,
    )
  })

  it('is refused when it says that it is JSON and is not', async () => {
    const { store, event, claim } = await put({ json: '{"__proto__":{}}' })
    const refusal = redeemClaim(store, event)
    await expect(refusal).rejects.toThrow(`Its data is not JSON that can be accepted: ${claim.key}.`)
    await expect(refusal).rejects.toMatchObject({ name: 'ClaimRefused', cause: expect.any(Error) })
    await expect(refusal).rejects.toBeInstanceOf(NonRetriableError)
  })
})

it('what the bucket throws is passed on, for nothing is known then', async () => {
  const { event } = await put()
  await expect(redeemClaim(untouched, event)).rejects.toThrow('it was asked')
})
