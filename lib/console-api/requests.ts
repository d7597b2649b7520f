import * as z from 'zod'

/** What the desk's acts take, and nothing else: the types of answers.ts, checked. */

const MAX_IDS = 1_000
/** Ids of events may be as long as an attribute. */
const id = z.string().min(1).max(4_096)

const selection = z.union(
  [
    z.literal('all'),
    z.strictObject({ ids: z.array(id).min(1).max(MAX_IDS) }),
    z.strictObject({ cause: z.string().min(1).max(256) }),
  ],
  { error: `must be 'all', { ids: [up to ${MAX_IDS}] } or { cause }` },
)
const queue = z.literal('undelivered').optional()

export const nothing = z.strictObject({})

export const editRequest = z.strictObject({
  queue,
  data: z.string().describe('JSON. A masked value that is left as it is keeps what it hides.'),
})

export const redriveRequest = z.strictObject({
  ...{ queue, selection },
  dryRun: z.boolean().optional().describe('Nothing is redriven. Not with progressive.'),
  progressive: z.boolean().optional().describe('First one, then more as long as they are handled.'),
  discardDone: z.boolean().optional().describe('Also deletes those of which a copy is handled.'),
  perSecond: z.number().positive().max(10_000).optional().describe('At most so many.'),
  continue: z.string().max(2_000).optional().describe('What the answer before gave, to go on.'),
})

export const purgeRequest = z.strictObject({
  ...{ queue, selection },
  confirm: z.string().max(256).describe('The name of the subscription, typed.'),
  newest: z.int().min(0).optional().describe('What the list gave: what has died since stays.'),
})
