import { NotLocated } from '../adapters/aws/located.ts'
import { TopologyError } from '../topology/topology-error.ts'
import { UsageError } from './usage-error.ts'

/** What the one at the command line can do about a stack that is not found. */
const ADVICE = {
  unreachable:
    ' Sign in to AWS and choose a region: set AWS_PROFILE, or AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION.',
  'no-stack': ' Name the stage that is deployed there with --stage, or sign in elsewhere.',
  'no-output': '',
} as const satisfies Record<NotLocated['fault'], string>

/** The sentence for a mistake of the user; undefined for what is ours. */
export function mistakeIn(error: unknown): string | undefined {
  if (error instanceof NotLocated) return `${error.message}${ADVICE[error.fault]}`
  return error instanceof UsageError || error instanceof TopologyError ? error.message : undefined
}
