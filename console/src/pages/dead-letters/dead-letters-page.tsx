import Link from '@cloudscape-design/components/link'
import Table, { type TableProps } from '@cloudscape-design/components/table'
import type { ConsoleAnswers } from '../../../../lib/console-api/answers.ts'
import { Count } from '../../components/count.tsx'
import { LoadState } from '../../components/load-state.tsx'
import { Page } from '../../components/page.tsx'
import { useIsNarrow } from '../../components/use-is-narrow.ts'
import { deadLettersPath, topicPath } from '../../paths.ts'
import { useRefreshSeconds } from '../../session.ts'
import { useDesk } from '../../use-desk.ts'

type State = ConsoleAnswers['subscription']

/** Where dead letters are: every subscription with its counts, those that have any first. */
export default function DeadLettersPage() {
  const isNarrow = useIsNarrow()
  const query = useDesk('overview', {}, { everySeconds: useRefreshSeconds() })
  return (
    <Page title="Dead letters" description="Events that could not be handled, by subscription.">
      <LoadState
        query={query}
        what="the dead letters"
        empty={{
          when: ({ topics }) => topics.every(({ subscriptions }) => subscriptions.length === 0),
          title: 'No subscriptions.',
          hint: 'Declare one in topology.ts: it gets a queue for its dead letters.',
        }}
      >
        {({ topics }) => (
          <Table
            variant="container"
            trackBy="name"
            items={topics.flatMap(({ subscriptions }) => subscriptions).sort((a, b) => deadIn(b) - deadIn(a))}
            columnDefinitions={isNarrow ? COLUMNS : [...COLUMNS, TOPIC]}
            ariaLabels={{ tableLabel: 'Dead letters by subscription' }}
          />
        )}
      </LoadState>
    </Page>
  )
}

const deadIn = ({ deadLetters = 0, undelivered = 0 }: State): number => deadLetters + undelivered

const COLUMNS: readonly TableProps.ColumnDefinition<State>[] = [
  {
    id: 'subscription',
    header: 'Subscription',
    isRowHeader: true,
    cell: ({ name }) => <Link href={`#${deadLettersPath(name)}`}>{name}</Link>,
  },
  { id: 'dead', header: 'Dead letters', cell: ({ deadLetters }) => <Count of={deadLetters} /> },
  {
    id: 'undelivered',
    header: 'Undelivered',
    cell: ({ name, undelivered }) =>
      undelivered === undefined || undelivered === 0 ? (
        <Count of={undelivered} />
      ) : (
        <Link href={`#${deadLettersPath(name, 'undelivered')}`}>{undelivered}</Link>
      ),
  },
]

const TOPIC: TableProps.ColumnDefinition<State> = {
  id: 'topic',
  header: 'Topic',
  cell: ({ topic }) => <Link href={`#${topicPath(topic)}`}>{topic}</Link>,
}
