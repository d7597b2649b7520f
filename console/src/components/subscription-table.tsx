import type { ReactNode } from 'react'
import type { ConsoleAnswers } from '../../../lib/console-api/answers.ts'
import { deadLettersPath, subscriptionPath } from '../paths.ts'
import { Count } from './count.tsx'
import { durationText } from './durations.ts'
import { PlainTable } from './plain-table.tsx'
import { StateBadge } from './state-badge.tsx'

interface MoreColumn {
  readonly title: string
  readonly cell: (state: ConsoleAnswers['subscription']) => ReactNode
}

interface SubscriptionTableProps {
  readonly label: string
  readonly states: readonly ConsoleAnswers['subscription'][]
  readonly more?: readonly MoreColumn[]
}

const COLUMNS = ['Subscription', 'Consumer', 'Waiting', 'Oldest', 'In flight', 'Dead letters', 'Undelivered']

/** How subscriptions do, one a row. */
export function SubscriptionTable({ label, states, more = [] }: SubscriptionTableProps) {
  const rows = states.map((state) => ({
    key: state.name,
    cells: [...cellsOf(state), ...more.map(({ cell }) => cell(state))],
  }))
  return <PlainTable label={label} columns={[...COLUMNS, ...more.map(({ title }) => title)]} rows={rows} />
}

function cellsOf(state: ConsoleAnswers['subscription']): readonly ReactNode[] {
  const { name, consumer, backlog, oldestAgeSeconds, inFlight, delayed, deadLetters, undelivered } = state
  return [
    <a key="name" href={`#${subscriptionPath(name)}`}>
      {name}
    </a>,
    <StateBadge key="consumer" state={consumer} />,
    <Count key="backlog" of={backlog} />,
    <span key="oldest" className="figure">
      {oldestAgeSeconds === undefined ? '–' : durationText(oldestAgeSeconds)}
    </span>,
    <Count key="flight" of={inFlight === undefined ? undefined : inFlight + (delayed ?? 0)} />,
    <a key="dead" href={`#${deadLettersPath(name)}`}>
      <Count of={deadLetters} />
    </a>,
    <a key="undelivered" href={`#${deadLettersPath(name, 'undelivered')}`}>
      <Count of={undelivered} />
    </a>,
  ]
}
