import * as z from 'zod'
import { digest } from '../messaging/fingerprint.ts'
import type { SteppedRedrive } from '../messaging/operate/audited-steps.ts'
import { Problem } from '../messaging/problem.ts'
import type { RedriveProgress } from '../messaging/redrive/redrive-progress.ts'

const count = z.int().min(0)

/** What `continue` holds. It comes from outside, so it is checked; whoever forges one may redrive anyway. */
const token = z.strictObject({
  id: z.uuid(),
  startedAt: count,
  of: z.string(),
  progress: z.strictObject({
    newest: count,
    redriven: count,
    remaining: count,
    alreadyDone: count,
    movedAt: count,
    group: count.max(3),
    inGroup: count,
    settled: count,
  } satisfies Record<keyof RedriveProgress, z.ZodType>),
})

export interface Continued extends SteppedRedrive {
  readonly progress: RedriveProgress
}

/** `request` is what was asked for: a redrive goes on as what it began as. */
export function tokenOf({ id, startedAt, progress }: Continued, request: object): string {
  const text = JSON.stringify({ id, startedAt, of: nameOf(request), progress })
  return Buffer.from(text).toString('base64url')
}

/** @throws Problem */
export function readToken(text: string, request: object): Continued {
  const result = token.safeParse(parsed(text))
  if (!result.success) {
    throw refused('is nothing that an answer gave')
  }
  const { of, ...continued } = result.data
  if (of !== nameOf(request))
    throw refused('belongs to another request: all else must be as in the first one')
  return continued
}

const refused = (detail: string): Problem =>
  new Problem('malformed-request', `The redrive cannot go on: continue ${detail}.`, [
    { pointer: '/continue', detail },
  ])

/** Whatever cannot be read is no token, for whatever reason. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}

const nameOf = (request: object): string =>
  digest(Object.entries(request).map((entry) => JSON.stringify(entry))).slice(0, 16)
