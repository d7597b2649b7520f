import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import type { TableProps } from '@cloudscape-design/components/table'
import type { ConsoleAnswers } from '../../../../lib/console-api/answers.ts'
import { StrangerText } from '../../components/stranger-text.tsx'
import { Time } from '../../components/time.tsx'
import { subscriptionPath, topicPath } from '../../paths.ts'
import { detailText, eventsText } from './act-words.ts'

type Act = ConsoleAnswers['audit']['acts'][number]

const OUTCOMES: Readonly<Record<Act['outcome'], readonly [StatusIndicatorProps.Type, string]>> = {
  DONE: ['success', 'Done'],
  FAILED: ['error', 'Failed'],
  UNKNOWN: ['warning', 'No end is known'],
}

type Columns = readonly TableProps.ColumnDefinition<Act>[]

const MAX_PRINCIPAL = 120

export const WIDE_COLUMNS: Columns = [
  { id: 'when', header: 'When', minWidth: 150, cell: ({ begunAt }) => <Time at={begunAt} /> },
  {
    id: 'who',
    header: 'Who',
    minWidth: 190,
    cell: ({ who }) => <StrangerText text={who} max={MAX_PRINCIPAL} />,
  },
  { id: 'act', header: 'Act', isRowHeader: true, minWidth: 80, cell: ({ act }) => act },
  { id: 'on', header: 'On', minWidth: 120, cell: OnWhat },
  { id: 'outcome', header: 'Outcome', minWidth: 120, cell: Outcome },
  { id: 'detail', header: 'Detail, and keys of events', minWidth: 220, cell: Detail },
]

/** The same, in the one column that a phone has room for. */
export const NARROW_COLUMNS: Columns = [
  {
    id: 'act',
    header: 'Act',
    isRowHeader: true,
    cell: (act) => (
      <SpaceBetween size="xxs">
        <span>
          <strong>{act.act}</strong> <OnWhat {...act} />
        </span>
        <StrangerText text={act.who} max={MAX_PRINCIPAL} />
        <Time at={act.begunAt} />
        <Outcome {...act} />
        <Detail {...act} />
      </SpaceBetween>
    ),
  },
]

function OnWhat({ subscription, topic = '' }: Act) {
  return subscription === undefined ? (
    <>
      topic <Link href={`#${topicPath(topic)}`}>{topic}</Link>
    </>
  ) : (
    <Link href={`#${subscriptionPath(subscription)}`}>{subscription}</Link>
  )
}

function Outcome({ outcome }: Act) {
  const [type, text] = OUTCOMES[outcome]
  return <StatusIndicator type={type}>{text}</StatusIndicator>
}

function Detail(act: Act) {
  return (
    <>
      <StrangerText text={detailText(act)} />
      <div className="quiet stranger-text">{eventsText(act)}</div>
    </>
  )
}
