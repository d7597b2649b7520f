import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import Table, { type TableProps } from '@cloudscape-design/components/table'
import type { ConsoleAnswers } from '../../../../lib/console-api/answers.ts'
import { Count } from '../../components/count.tsx'
import { Empty } from '../../components/load-state.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { deadLettersPath, subscriptionPath } from '../../paths.ts'

type Delivery = ConsoleAnswers['event']['deliveries'][number]

interface DeliveriesProps {
  readonly deliveries: readonly Delivery[]
  /** Of the event. */
  readonly id: string
}

/** How each subscription does with an event. */
export function Deliveries({ deliveries, id }: DeliveriesProps) {
  return (
    <Table
      items={deliveries}
      columnDefinitions={columns(id)}
      trackBy="subscription"
      variant="container"
      header={<Header variant="h2">Deliveries</Header>}
      ariaLabels={{ tableLabel: 'Deliveries' }}
      empty={<Empty title="Nobody listens.">No subscription of this topic takes such an event.</Empty>}
    />
  )
}

const columns = (id: string): readonly TableProps.ColumnDefinition<Delivery>[] => [
  {
    id: 'subscription',
    header: 'Subscription',
    isRowHeader: true,
    cell: ({ subscription }) => <Link href={`#${subscriptionPath(subscription)}`}>{subscription}</Link>,
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ subscription, state }) => (
      <>
        <StateBadge state={state} />
        {state === 'DEAD' && (
          <>
            {' '}
            <Link href={`#${deadLettersPath(subscription)}?${new URLSearchParams({ search: id })}`}>
              its dead letter
            </Link>
          </>
        )}
      </>
    ),
  },
  { id: 'attempts', header: 'Attempts', cell: ({ attempts }) => <Count of={attempts} /> },
]
