import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import type { ConsoleAnswers } from '../../../lib/console-api/answers.ts'

/** What a consumer and a delivery can be. */
export type BadgeState =
  | ConsoleAnswers['subscription']['consumer']
  | ConsoleAnswers['event']['deliveries'][number]['state']

const LOOKS: Readonly<Record<BadgeState, readonly [StatusIndicatorProps.Type, string]>> = {
  ENABLED: ['success', 'Consuming'],
  DISABLED: ['stopped', 'Paused'],
  ENABLING: ['in-progress', 'Resuming'],
  DISABLING: ['in-progress', 'Pausing'],
  CREATING: ['in-progress', 'Being created'],
  UPDATING: ['in-progress', 'Changing'],
  DELETING: ['warning', 'Being deleted'],
  MISSING: ['error', 'No consumer'],
  NOT_SEEN: ['pending', 'Not seen yet'],
  IN_PROGRESS: ['in-progress', 'In progress'],
  DONE: ['success', 'Done'],
  FAILED: ['warning', 'Failed, to be tried again'],
  DEAD: ['error', 'Dead'],
  RESOLVED: ['success', 'Resolved'],
}

/** The state of a consumer or of a delivery, in words and with its sign. */
export function StateBadge({ state }: { readonly state: BadgeState }) {
  const [type, text] = LOOKS[state]
  return (
    <span className="one-line">
      <StatusIndicator type={type}>{text}</StatusIndicator>
    </span>
  )
}
