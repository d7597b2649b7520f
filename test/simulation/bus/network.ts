import type { SeededRandom } from './seeded-random.ts'
import type { VirtualTime } from './virtual-time.ts'

/**
 * refused: the call had no effect, and fails. lost: it had its effect, and fails all the same. repeated: its answer was
 * lost and the SDK called again. crash: the process dies before or after it.
 */
const CALL_FAULTS = ['refused', 'lost', 'repeated', 'crash-before', 'crash-after'] as const
/**
 * Of the machines between the calls. redelivery: a message shows itself again while it is handled. freeze: a process stands still, and goes on when others have taken over. blocked: it
 * stands still until Lambda ends it. storm: whatever a handler asks fails. late-deletion: a record stays when it has
 * expired; others are deleted at once.
 */
const OTHER_FAULTS = [
  'duplicate-delivery',
  'redelivery',
  'duplicate-message',
  'reorder',
  'throttled-invocation',
  'lost-response',
  'malformed-response',
  'freeze',
  'blocked',
  'late-kill',
  'skewed-clock',
  'outage',
  'storm',
  'late-deletion',
] as const

export type FaultKind = (typeof CALL_FAULTS)[number] | (typeof OTHER_FAULTS)[number]
const FAULT_KINDS: readonly FaultKind[] = [...CALL_FAULTS, ...OTHER_FAULTS]

/** A publish function, a consumer, an operator's tool. */
export const PROCESS_KINDS = ['publisher', 'consumer', 'operator'] as const
type ProcessKind = (typeof PROCESS_KINDS)[number]

/** Dead ones do nothing any more; frozen ones wait. */
export class Process {
  readonly kind: ProcessKind
  readonly name: string
  alive = true
  frozenUntil = 0
  /** Until then no other may take over what it has claimed. */
  leaseUntil = 0
  /** How far its clock is from the true one, in milliseconds. */
  readonly skew: number

  constructor(kind: ProcessKind, name: string, skew = 0) {
    this.kind = kind
    this.name = name
    this.skew = skew
  }
}

/** What one run has met, and how often. */
export class FaultLog {
  readonly counts = new Map<string, number>()
  /** What no fault makes by itself, and should have come about: how often. */
  readonly seen = new Map<string, number>()
  /** Which kinds there are in this run: a swarm of few at a time finds more than all at once. None in a calm one. */
  readonly enabled: ReadonlySet<FaultKind>
  private readonly random: SeededRandom
  active = true

  constructor(random: SeededRandom, isCalm: boolean) {
    this.random = random
    this.enabled = new Set(isCalm ? [] : FAULT_KINDS.filter(() => random.chance(0.4)))
    if (isCalm) this.saw('a calm run')
  }

  strikes(kind: FaultKind, place: string, probability: number): boolean {
    if (!this.active || !this.enabled.has(kind) || !this.random.chance(probability)) return false
    const name = `${kind} ${place}`
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
    return true
  }

  saw(what: string): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1)
  }
}

const CALL_FAULT_PROBABILITY = 0.03
/** Three times as long as a message stays hidden, so that most wake up when another has taken over. */
const LONGEST_FREEZE = 180_000
const OUTAGE_MILLISECONDS = 60_000
const STORM_MILLISECONDS = 600_000

/** Between the processes and the services: every call takes time, and each of its ends can fail. */
export class Network {
  readonly time: VirtualTime
  readonly faults: FaultLog
  readonly trace: string[] = []
  private readonly random: SeededRandom
  private ledgerIsBackAt = 0
  private stormIsOverAt = 0

  constructor(time: VirtualTime, random: SeededRandom, faults: FaultLog) {
    this.time = time
    this.random = random
    this.faults = faults
  }

  /** `fail` makes what the caller sees of a failure: some ports throw, others give results. */
  async call<T>(
    process: Process,
    place: string,
    perform: () => Promise<T>,
    fail: () => T | Promise<T> = unreachable,
  ): Promise<T> {
    await this.pass(process)
    if (this.strikes('crash-before', place)) return this.die(process)
    if (this.isOut(place) || this.strikes('refused', place)) return fail()
    let result = await perform()
    this.note(`${process.name} ${place}`)
    if (this.strikes('crash-after', place)) return this.die(process)
    await this.pass(process)
    if (this.strikes('lost', place)) return fail()
    if (this.strikes('repeated', place)) result = await perform()
    return result
  }

  /** Time goes by for a process, unless it is dead. */
  async wait(process: Process, milliseconds: number, signal?: AbortSignal): Promise<void> {
    await this.time.sleep(milliseconds, signal)
    while (process.alive && this.time.now < process.frozenUntil) {
      await this.time.sleep(process.frozenUntil - this.time.now)
    }
    if (!process.alive) await never
  }

  /** Now and then everything fails for ten minutes that a handler asks of others. */
  isStormy(): boolean {
    if (this.faults.strikes('storm', 'downstream', 0.01))
      this.stormIsOverAt = this.time.now + STORM_MILLISECONDS
    return this.faults.active && this.time.now < this.stormIsOverAt
  }

  note(what: string): void {
    this.trace.push(`${this.time.now} ${what}`)
  }

  private pass(process: Process): Promise<void> {
    if (process.alive && this.faults.strikes('freeze', process.kind, 0.01)) {
      process.frozenUntil = this.time.now + this.random.below(LONGEST_FREEZE)
    }
    if (process.alive && this.faults.strikes('blocked', process.kind, 0.002)) return never
    return this.wait(process, 1 + this.random.below(40))
  }

  private die<T>(process: Process): Promise<T> {
    process.alive = false
    this.note(`${process.name} dies`)
    return never
  }

  private strikes(kind: (typeof CALL_FAULTS)[number], place: string): boolean {
    return this.faults.strikes(kind, place, CALL_FAULT_PROBABILITY)
  }

  /** Now and then the ledger is gone for a minute. */
  private isOut(place: string): boolean {
    if (!place.startsWith('ledger')) return false
    if (this.faults.strikes('outage', 'ledger', 0.002))
      this.ledgerIsBackAt = this.time.now + OUTAGE_MILLISECONDS
    return this.faults.active && this.time.now < this.ledgerIsBackAt
  }
}

const never: Promise<never> = new Promise(() => undefined)

/** What a process sees of a call that failed. */
export class Unanswered extends Error {}

const unreachable = (): never => {
  throw new Unanswered('The service did not answer.')
}
