import type { WriteResult } from '../../messaging/ports.ts'
import type { PublishKeyRecord, PublishKeys } from '../../messaging/publish/ports.ts'

/** Idempotency keys in a Map: nothing runs between a condition and its write, so every call is atomic. */
export function memoryPublishKeys(): PublishKeys {
  const records = new Map<string, PublishKeyRecord>()
  const write = (
    record: PublishKeyRecord,
    mayWrite: (found: PublishKeyRecord | undefined) => boolean,
  ): WriteResult<PublishKeyRecord> => {
    const found = records.get(record.key)
    if (!mayWrite(found)) return found ? { written: false, found } : { written: false }
    records.set(record.key, record)
    return { written: true }
  }
  return {
    insert: async (record, nowSeconds) =>
      write(record, (found) => found === undefined || found.expiresAt < nowSeconds),
    replace: async (record, { state, owner }) =>
      write(record, (found) => found?.state === state && found.owner === owner),
  }
}
