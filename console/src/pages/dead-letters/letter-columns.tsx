import Box from '@cloudscape-design/components/box'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { TableProps } from '@cloudscape-design/components/table'
import type { DeadLetterSummary } from '../../../../lib/console-api/answers.ts'
import { Count } from '../../components/count.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { Time } from '../../components/time.tsx'
import { deadLetterPath } from '../../paths.ts'
import { shortly } from '../../visible-text.ts'

type Column = TableProps.ColumnDefinition<DeadLetterSummary>

const MAX_NAME = 80
const MAX_TEXT = 140

/** The event's id where it is one, else what SQS calls the message. */
export const nameOf = ({ id, messageId }: DeadLetterSummary): string => shortly(id ?? messageId, MAX_NAME)

/** What a list tells of a dead letter. */
export function letterColumns(subscription: string, queue?: 'undelivered'): readonly Column[] {
  return [
    {
      id: 'event',
      header: 'Event',
      isRowHeader: true,
      minWidth: 220,
      cell: (letter) => (
        <EventCell path={deadLetterPath(subscription, letter.messageId, queue)} letter={letter} />
      ),
    },
    { id: 'cause', header: 'Cause', minWidth: 260, cell: CauseCell },
    { id: 'attempts', header: 'Attempts', minWidth: 95, cell: ({ attempts }) => <Count of={attempts} /> },
    {
      id: 'received',
      header: 'First received',
      minWidth: 190,
      cell: ({ receivedAt }) => <Time at={receivedAt} />,
    },
    { id: 'state', header: 'Now', minWidth: 120, cell: StateCell },
  ]
}

/** The same, in the one column that a phone has room for. */
export const narrowLetterColumns = (subscription: string, queue?: 'undelivered'): readonly Column[] => [
  {
    id: 'letter',
    header: 'Dead letter',
    isRowHeader: true,
    cell: (letter) => (
      <SpaceBetween size="xxs">
        <EventCell path={deadLetterPath(subscription, letter.messageId, queue)} letter={letter} />
        <CauseCell {...letter} />
        <Box variant="small">
          <Time at={letter.receivedAt} />
        </Box>
        <StateCell {...letter} />
      </SpaceBetween>
    ),
  },
]

interface EventCellProps {
  readonly path: string
  readonly letter: DeadLetterSummary
}

function EventCell({ path, letter }: EventCellProps) {
  return (
    <>
      <Link href={`#${path}`}>
        <span className="stranger-text">{nameOf(letter)}</span>
      </Link>
      <div className="quiet stranger-text">{shortly(letter.type ?? 'not an event', MAX_NAME)}</div>
    </>
  )
}

function CauseCell({ cause }: DeadLetterSummary) {
  if (cause === undefined) return <span className="quiet">No cause is known</span>
  return (
    <>
      <div className="stranger-text">{shortly(cause.code, MAX_NAME)}</div>
      <div className="quiet stranger-text">{shortly(cause.text, MAX_TEXT)}</div>
    </>
  )
}

function StateCell({ state }: DeadLetterSummary) {
  return state === undefined ? '–' : <StateBadge state={state} />
}
