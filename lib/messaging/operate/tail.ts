import type { Topology } from '../../topology/types.ts'
import type { Clock } from '../ports.ts'
import { runBounded } from '../run-bounded.ts'
import { type Happening, happeningIn } from './happening.ts'
import type { FunctionLogs, LoggedLine } from './ports.ts'

export interface TailDependencies {
  readonly topology: Topology
  readonly clock: Clock
  /** Of the functions that are followed. */
  readonly logs: readonly FunctionLogs[]
}

/** How late a line may be read. CloudWatch promises nothing; it is a few seconds. */
const LATE_MILLISECONDS = 30_000
const POLL_MILLISECONDS = 1_000
/** CloudWatch lets through five requests a second in some regions: others may want to look as well. */
const MILLISECONDS_PER_LOG = 400
const MAX_READS_AT_A_TIME = 2

/**
 * Tells what happens from `since` on until the signal aborts, each thing once: in the order of time as far as the logs are
 * there, one that comes late when it comes.
 */
export async function* tail(
  { topology, clock, logs }: TailDependencies,
  since: number,
  signal: AbortSignal,
): AsyncGenerator<Happening> {
  const told = new Map<string, number>()
  let from = since
  while (!signal.aborted) {
    const startedAt = clock.now()
    const lines = await readAll(logs, from)
    for (const line of lines) {
      if (told.has(line.id)) continue
      told.set(line.id, line.at)
      const happening = happeningIn(topology, line)
      if (happening) yield happening
    }
    from = Math.max(from, startedAt - LATE_MILLISECONDS)
    for (const [id, at] of told) if (at < from) told.delete(id)
    await clock.sleep(Math.max(POLL_MILLISECONDS, logs.length * MILLISECONDS_PER_LOG), signal)
  }
}

async function readAll(logs: readonly FunctionLogs[], since: number): Promise<readonly LoggedLine[]> {
  const lines: LoggedLine[] = []
  await runBounded(logs, MAX_READS_AT_A_TIME, async (log) => void lines.push(...(await log.read(since))))
  return lines.sort((a, b) => a.at - b.at)
}
