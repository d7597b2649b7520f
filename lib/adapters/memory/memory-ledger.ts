import type {
  CommitResult,
  DeliveryRecord,
  Ledger,
  RecordVersion,
  WriteResult,
} from '../../messaging/ports.ts'

/** An item of `commit`: every `check` is asked before the first `apply`. */
export interface MemoryItem {
  check(): boolean
  apply(): void
}

/** The ledger in a Map: nothing runs between a condition and its write, so every call is atomic. */
export function memoryLedger(records = new Map<string, DeliveryRecord>()): Ledger<MemoryItem> {
  const write = (
    record: DeliveryRecord,
    mayWrite: (found: DeliveryRecord | undefined) => boolean,
  ): WriteResult => {
    const found = records.get(keyOf(record))
    if (!mayWrite(found)) return found ? { written: false, found } : { written: false }
    records.set(keyOf(record), record)
    return { written: true }
  }

  return {
    insert: async (record, nowSeconds) =>
      write(record, (found) => found === undefined || found.expiresAt < nowSeconds),
    replace: async (record, over) => write(record, (found) => isVersion(found, over)),
    async commit(record, over, items): Promise<CommitResult> {
      const found = records.get(keyOf(record))
      if (!isVersion(found, over)) return found ? { kind: 'lost', found } : { kind: 'lost' }
      const refused = items.findIndex((item) => !item.check())
      if (refused >= 0) return { kind: 'refused', index: refused }
      records.set(keyOf(record), record)
      for (const item of items) item.apply()
      return { kind: 'committed' }
    },
    find: async (eventKey, nowSeconds) =>
      [...records.values()].filter(
        (record) => record.eventKey === eventKey && record.expiresAt >= nowSeconds,
      ),
    async findIn(subscription, eventKeys, nowSeconds) {
      const found = new Map<string, DeliveryRecord>()
      for (const eventKey of eventKeys) {
        const record = records.get(keyOf({ eventKey, subscription }))
        if (record && record.expiresAt >= nowSeconds) found.set(eventKey, record)
      }
      return found
    },
    listDead: async (subscription, limit) =>
      [...records.values()]
        .filter((record) => record.subscription === subscription && record.state === 'DEAD')
        .sort((a, b) => (a.deadAt ?? 0) - (b.deadAt ?? 0))
        .slice(0, limit),
  }
}

function keyOf({ eventKey, subscription }: Pick<DeliveryRecord, 'eventKey' | 'subscription'>): string {
  return `${eventKey} ${subscription}`
}

function isVersion(found: DeliveryRecord | undefined, { state, owner }: RecordVersion): boolean {
  return found?.state === state && found.owner === owner
}
