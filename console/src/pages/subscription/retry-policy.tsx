import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import type { ConsoleAnswers } from '../../../../lib/console-api/answers.ts'
import { durationText } from '../../components/durations.ts'

/** What happens to an event that the handler fails on, as it is declared. */
export function RetryPolicy({ state }: { readonly state: ConsoleAnswers['subscription'] }) {
  const { retry, maxReceiveCount, ordered } = state
  const order = ordered ? 'One after another in each group' : 'Any'
  return (
    <Container
      header={
        <Header variant="h2" description="Declared in topology.ts.">
          Attempts
        </Header>
      }
    >
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Attempts before an event is dead', value: retry.maxAttempts },
          {
            label: 'Wait between attempts',
            value: `${durationText(retry.minDelaySeconds)} to ${durationText(retry.maxDelaySeconds)}`,
          },
          { label: 'Receives before SQS itself gives up', value: maxReceiveCount },
          { label: 'Order', value: order },
        ]}
      />
    </Container>
  )
}
