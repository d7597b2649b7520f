import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import type { TopicDetail } from '../../../../lib/console-api/answers.ts'
import { Empty } from '../../components/load-state.tsx'
import { SubscriptionTable } from '../../components/subscription-table.tsx'

/** Who listens to a topic, to which of its events, and how they do. */
export function TopicSubscriptions({ topic: { name, subscriptions } }: { readonly topic: TopicDetail }) {
  return (
    <Container header={<Header variant="h2">Subscriptions</Header>}>
      {subscriptions.length === 0 ? (
        <Empty title={`Nothing listens to ${name}.`}>Declare a subscription of it in topology.ts.</Empty>
      ) : (
        <SubscriptionTable
          label={`Subscriptions of ${name}`}
          states={subscriptions}
          more={[{ title: 'Events', cell: ({ events }) => events.join(', ') }]}
        />
      )}
    </Container>
  )
}
