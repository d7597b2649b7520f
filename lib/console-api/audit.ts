import { type AuditedAct, actsOf } from '../messaging/operate/audit.ts'
import type { ActSummary, Audit } from './answers.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { MAX_ACTS, MAX_KEYS, MAX_TIME } from './limits.ts'
import { wholeNumberIn } from './read-query.ts'
import { subscriptionIn } from './refusals.ts'

/** An act has three entries or more, so more are read than acts are wanted. */
const FIRST_LOOK = 4
const MAX_ENTRIES = 100_000
/** An act that begins before a page may end after: so much later its end is looked for. */
const LONGEST_ACT_MILLISECONDS = 60 * 60_000

/** `GET /console/audit`: who did what, the newest first. */
export async function audit({ desk }: ConsoleDependencies, request: ConsoleRequest): Promise<Audit> {
  const wanted = wholeNumberIn(request, 'limit', { most: MAX_ACTS, otherwise: 50 })
  const before = wholeNumberIn(request, 'before', {
    most: MAX_TIME,
    otherwise: Number.POSITIVE_INFINITY,
  })
  const { subscription: name } = request.query
  const subscription = name
    ? subscriptionIn(desk.topology, { ...request, path: { subscription: name } })
    : undefined
  for (let limit = wanted * FIRST_LOOK; ; limit *= 4) {
    const entries = await desk.audit.list({
      limit,
      ...(subscription !== undefined && { subscription }),
      ...(Number.isFinite(before) && { before: before + LONGEST_ACT_MILLISECONDS }),
    })
    const acts = actsOf(entries)
      .filter(({ begunAt }) => begunAt < before)
      .sort((a, b) => b.begunAt - a.begunAt)
      .map(summaryOf)
    if (acts.length > wanted) return pageOf(acts, wanted)
    if (entries.length < limit || limit >= MAX_ENTRIES) return { acts }
  }
}

const summaryOf = ({ events, ...act }: AuditedAct): ActSummary => ({
  ...act,
  eventCount: events.length,
  events: events.slice(0, MAX_KEYS),
})

/** Those that began in the same millisecond as the last one belong to its page: the next is asked for by that time. */
function pageOf(acts: Audit['acts'], wanted: number): Audit {
  const before = acts[wanted - 1]?.begunAt ?? 0
  const page = acts.filter(({ begunAt }) => begunAt >= before)
  return page.length < acts.length ? { acts: page, before } : { acts: page }
}
