import Alert from '@cloudscape-design/components/alert'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { ConsoleAnswers, Published, TopicDetail } from '../../../../lib/console-api/answers.ts'
import { LoadState } from '../../components/load-state.tsx'
import { PlainTable } from '../../components/plain-table.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { useIntoView } from '../../components/use-into-view.ts'
import { eventPath, subscriptionPath } from '../../paths.ts'
import { isOver, useDeliveries } from './use-deliveries.ts'

interface PublishedEventProps {
  readonly topic: TopicDetail
  readonly published: Published
  readonly type: string
}

/** An event that SNS has taken, and how it gets on. */
export function PublishedEvent({ topic, published, type }: PublishedEventProps) {
  const { id } = published
  const listening = topic.subscriptions.filter(({ events }) => events.includes(type)).map(({ name }) => name)
  const into = useIntoView()
  const { query, isWatching } = useDeliveries(published, listening)
  return (
    <div role="status" ref={into}>
      <Alert type="success" header={`Published ${type}`}>
        <p>
          Its id is <code>{id}</code>. <a href={`#${eventPath(topic.name, published)}`}>Its timeline</a> tells
          more.
        </p>
        <LoadState query={query} what="its deliveries">
          {({ deliveries }) => (
            <PlainTable
              label="Deliveries"
              columns={['Subscription', 'State', 'Attempts']}
              rows={deliveries.map((delivery) => rowOf(delivery, listening))}
            />
          )}
        </LoadState>
        {!isWatching && query.data && !isOver(query.data, listening) && (
          <StatusIndicator type="info">
            Not everything is done, and this page watches no longer. Look at the timeline.
          </StatusIndicator>
        )}
      </Alert>
    </div>
  )
}

function rowOf(
  { subscription, state, attempts }: ConsoleAnswers['event']['deliveries'][number],
  listening: readonly string[],
) {
  const isDeaf = state === 'NOT_SEEN' && !listening.includes(subscription)
  const name = (
    <a key="name" href={`#${subscriptionPath(subscription)}`}>
      {subscription}
    </a>
  )
  const badge = isDeaf ? 'Does not listen to this event' : <StateBadge key="state" state={state} />
  return { key: subscription, cells: [name, badge, attempts] }
}
