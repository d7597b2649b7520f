import type { SubjectName } from './subject.ts'

/** What ours may take of what theirs takes. One call for each write is theirs, too, so there the aim is a draw. */
export const GOALS: readonly { readonly subject: SubjectName; readonly goal: number }[] = [
  { subject: 'omnibus, partiql', goal: 0.5 },
  { subject: 'omnibus, item', goal: 1 },
]

/** SQS's batch by default, and a large one with a window. */
export const SIZES = [10, 1_000] as const
