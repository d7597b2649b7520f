import { type MemoryItem, memoryLedger } from '../../../lib/adapters/memory/memory-ledger.ts'
import type { DeliveryRecord, Ledger, RecordVersion } from '../../../lib/messaging/ports.ts'
import type { Network } from './network.ts'
import { MAX_ATTEMPTS } from './scenario.ts'
import type { SeededRandom } from './seeded-random.ts'

const MINUTE = 60_000
/** DynamoDB deletes within a few days, and never early. */
const LATEST_DELETION = 2 * 24 * 60 * MINUTE
/** Causes of which an event dies in its first attempt. */
const HOPELESS = ['NonRetriableError', 'SCHEMA_MISMATCH', 'NO_HANDLER']

/** The table of deliveries as it is, with an eye on what its records go through. */
export class SimulatedLedger {
  readonly ledger: Ledger<MemoryItem>
  /** Promises that a write broke. */
  readonly broken: string[] = []
  /** Claims of each delivery since it last died. */
  private readonly claims = new Map<string, number>()
  private readonly records = new Map<string, DeliveryRecord>()
  private readonly network: Network
  private readonly random: SeededRandom

  constructor(network: Network, random: SeededRandom) {
    this.network = network
    this.random = random
    const inner = memoryLedger(this.records)
    this.ledger = {
      ...inner,
      insert: (record, now) => this.watch(record, () => inner.insert(record, now)),
      replace: (record, over) => this.watch(record, () => inner.replace(record, over), over),
      commit: (record, over, items) => this.watch(record, () => inner.commit(record, over, items), over),
    }
  }

  /** Time to live: what has expired is deleted, at once or late, unless it lives again by then. */
  deleteExpired(): void {
    const { time, faults } = this.network
    for (const [key, record] of this.records) {
      if (!this.hasExpired(record)) continue
      if (faults.strikes('late-deletion', 'ledger', 0.5)) {
        // Days later, or while others are at the record.
        const latest = this.random.chance(0.5) ? LATEST_DELETION : 10 * MINUTE
        void time.sleep(this.random.below(latest)).then(() => this.deleteRecord(key))
      } else this.deleteRecord(key)
    }
  }

  private deleteRecord(key: string): void {
    const record = this.records.get(key)
    if (!record || !this.hasExpired(record)) return
    this.records.delete(key)
    this.network.faults.saw('an expired record deleted')
  }

  private hasExpired({ expiresAt }: DeliveryRecord): boolean {
    return expiresAt < Math.floor(this.network.time.now / 1_000)
  }

  /** A write to memory is over when its call returns. */
  private watch<T>(record: DeliveryRecord, write: () => Promise<T>, over?: RecordVersion): Promise<T> {
    const before = this.find(record)
    const isZombie = before && over?.owner === record.owner && before.owner !== record.owner
    if (isZombie) this.network.faults.saw(`a zombie writes ${record.state}`)
    const written = write()
    const after = this.find(record)
    if (after && before !== after) this.check(before, after)
    return written
  }

  private check(before: DeliveryRecord | undefined, after: DeliveryRecord): void {
    const isOver = before !== undefined && this.hasExpired(before)
    if (isOver) this.network.faults.saw('an expired record written over')
    if (before?.state === 'DONE' && !isOver) {
      this.broken.push(`a DONE record was changed: ${before.id}`)
    }
    const key = `${after.subscription} ${after.id}`
    const claims = this.claims.get(key) ?? 0
    if (after.owner !== before?.owner) this.claims.set(key, claims + 1)
    if (after.state !== 'DEAD') return
    if (claims < MAX_ATTEMPTS && !HOPELESS.includes(after.cause?.code ?? '')) {
      this.broken.push(`event ${after.id} was given up after ${claims} claims`)
    }
    this.claims.set(key, 0)
  }

  private find({ eventKey, subscription }: RecordVersion): DeliveryRecord | undefined {
    return [...this.records.values()].find(
      (record) => record.eventKey === eventKey && record.subscription === subscription,
    )
  }
}
