import type { Planted } from './bus.ts'
import { brokenPromises } from './check-run.ts'
import { MALFORMED } from './lambda.ts'
import { PROCESS_KINDS } from './network.ts'
import { POISON } from './scenario.ts'
import { simulateBus } from './simulate-bus.ts'

/** What many runs have met, and which of them broke a promise. */
export interface Seeds {
  /** Faults by kind and place, and outcomes of deliveries: how often. */
  readonly met: ReadonlyMap<string, number>
  readonly failures: readonly { readonly seed: number; readonly broken: readonly string[] }[]
}

/** Runs the seeds one after another. `onRun` is told how many failed so far, and may stop them early. */
export async function runSeeds(
  first: number,
  count: number,
  { planted, onRun = () => true }: { planted?: Planted; onRun?: (failures: number) => boolean } = {},
): Promise<Seeds> {
  const met = new Map<string, number>()
  const failures: { seed: number; broken: readonly string[] }[] = []
  for (let seed = first; seed < first + count; seed += 1) {
    const run = await simulateBus(seed, planted)
    for (const [name, times] of [...run.faults, ...run.met]) {
      const place = name.replace(/ (committing|acting|following)$/, '')
      met.set(place, (met.get(place) ?? 0) + times)
    }
    const broken = brokenPromises(run)
    if (broken.length > 0) failures.push({ seed, broken })
    if (!onRun(failures.length)) break
  }
  return { met, failures }
}

const CALLS = [
  'ledger insert',
  'ledger replace',
  'ledger commit',
  'ledger key',
  'ledger find',
  'publish sns',
  'effect',
  'visibility queue',
  'send queue',
  'send dead-letter queue',
  'receive dead-letter queue',
  'delete dead-letter queue',
  'release dead-letter queue',
]

/** What two hundred runs must have met for their silence to mean anything. */
export const EXPECTED: readonly string[] = [
  ...CALLS.flatMap((call) =>
    ['refused', 'lost', 'repeated', 'crash-before', 'crash-after'].map((fault) => `${fault} ${call}`),
  ),
  ...[
    'duplicate-delivery sqs',
    'redelivery sqs',
    'a message in three hands',
    'duplicate-message sns',
    'reorder sns',
  ],
  ...['throttled-invocation lambda', 'lost-response lambda'],
  ...MALFORMED.map((answer) => `malformed-response ${answer}`),
  ...['freeze', 'blocked'].flatMap((fault) => PROCESS_KINDS.map((kind) => `${fault} ${kind}`)),
  ...['an invocation timed out', 'late-kill lambda', 'skewed-clock lambda', 'outage ledger'],
  ...['storm downstream', 'late-deletion ledger', 'an expired record deleted'],
  ...['an expired record written over', 'a calm run', 'a burst'],
  'a group cut, beside two others',
  ...['DONE', 'FAILED', 'DEAD', 'IN_PROGRESS'].map((state) => `a zombie writes ${state}`),
  ...['processed', 'duplicate', 'retry Error', 'retry RetryAfter', 'retry TIMEOUT', 'retry NO_TIME'],
  ...['retry LEASE_HELD', 'retry LEASE_LOST', 'retry UNAVAILABLE', 'dead-letter NonRetriableError'],
  ...['dead-letter UNREADABLE', 'dead-letter SCHEMA_MISMATCH', 'dead-letter NO_HANDLER'],
  ...['dead-letter Error'],
  ...POISON.map(({ name }) => `poison kept: ${name}`),
]
