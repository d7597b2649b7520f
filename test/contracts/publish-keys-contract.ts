import { beforeAll, describe, expect, it } from 'vitest'
import type { PublishKeyRecord, PublishKeys } from '../../lib/messaging/publish/ports.ts'

const NOW = 1_800_000_000
let serial = 0

/** What every store of idempotency keys promises: conditional writes, each atomic, that show what they met. */
export function publishKeysContract(name: string, open: () => Promise<PublishKeys>): void {
  describe(`the idempotency keys ${name}`, () => {
    let keys: PublishKeys
    beforeAll(async () => {
      keys = await open()
    })

    it('insert where there is nothing, and give every field back', async () => {
      const record = aRecord({
        receipts: [{ messageId: 'm', sequenceNumber: '1' }, null, { messageId: 'n' }],
      })
      expect(await keys.insert(record, NOW)).toEqual({ written: true })
      expect(await keys.insert({ ...record, owner: 'other' }, NOW)).toEqual({ written: false, found: record })
    })

    it('take an expired record for an absent one, deleted or not, but not in its last second', async () => {
      const record = aRecord({ expiresAt: NOW })
      await keys.insert(record, NOW - 100)
      const next = { ...record, owner: 'next', expiresAt: NOW + 100 }
      expect(await keys.insert(next, NOW)).toEqual({ written: false, found: record })
      expect(await keys.insert(next, NOW + 1)).toEqual({ written: true })
    })

    it.each([{ owner: 'another' }, { state: 'RETRYABLE' as const }])(
      'replace only the very version: not one with %j',
      async (difference) => {
        const record = aRecord()
        await keys.insert(record, NOW)
        const done = { ...record, state: 'DONE' as const }
        expect(await keys.replace(done, { ...record, ...difference })).toEqual({
          written: false,
          found: record,
        })
        expect(await keys.replace(done, record)).toEqual({ written: true })
        expect(await keys.replace(record, record)).toEqual({ written: false, found: done })
      },
    )

    it('replace nothing where there is nothing', async () => {
      const record = aRecord()
      expect(await keys.replace(record, record)).toEqual({ written: false })
      expect(await keys.insert(record, NOW)).toEqual({ written: true })
    })

    it('let one of many win', async () => {
      const record = aRecord()
      const owners = Array.from({ length: 10 }, (_, index) => ({ ...record, owner: `${index}` }))
      const results = await Promise.all(owners.map((each) => keys.insert(each, NOW)))
      expect(results.filter(({ written }) => written)).toHaveLength(1)
    })

    it('hold the receipts of the largest request: a thousand events of an ordered topic', async () => {
      const receipt = { messageId: crypto.randomUUID(), sequenceNumber: '10000000000000003000' }
      const record = aRecord({ receipts: Array.from({ length: 1_000 }, () => receipt) })
      expect(await keys.insert(record, NOW)).toEqual({ written: true })
      expect(await keys.insert(record, NOW)).toEqual({ written: false, found: record })
    })
  })
}

function aRecord(fields: Partial<PublishKeyRecord> = {}): PublishKeyRecord {
  serial += 1
  return {
    key: `key-${serial}-${crypto.randomUUID()}`,
    state: 'IN_PROGRESS',
    owner: 'owner',
    leaseUntil: NOW * 1000 + 5_000,
    fingerprint: 'print',
    receipts: [null],
    expiresAt: NOW + 1_000,
    ...fields,
  }
}
