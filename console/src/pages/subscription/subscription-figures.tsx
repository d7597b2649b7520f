import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import type { ReactNode } from 'react'
import type { ConsoleAnswers } from '../../../../lib/console-api/answers.ts'
import { Count } from '../../components/count.tsx'
import { durationText } from '../../components/durations.ts'
import { Rate } from '../../components/rate.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { deadLettersPath } from '../../paths.ts'
import { rateOf } from '../../traffic/rate-of.ts'
import { useTraffic } from '../../traffic/use-traffic.ts'

/** How a subscription does, in numbers. Those of queues are SQS's, and approximate. */
export function SubscriptionFigures({ state }: { readonly state: ConsoleAnswers['subscription'] }) {
  const { name, consumer, backlog, inFlight, delayed, oldestAgeSeconds } = state
  const { data, dataUpdatedAt } = useTraffic({ subscription: name })
  const rate = (metric: 'Processed' | 'Retries') => (
    <Rate perSecond={rateOf(data, { metric, subscription: name }, dataUpdatedAt)} />
  )
  return (
    <Container header={<Header variant="h2">Now</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          pair('Consumer', <StateBadge state={consumer} />),
          pair('Waiting', <Count of={backlog} />),
          pair('In flight', <Count of={inFlight} />),
          pair('Delayed', <Count of={delayed} />),
          pair(
            'Oldest not handled',
            oldestAgeSeconds === undefined ? nothingOr(state) : durationText(oldestAgeSeconds),
          ),
          pair('Processed', rate('Processed')),
          pair('Retried', rate('Retries')),
          pair('Dead letters', <DeadLetterLinks state={state} />),
        ]}
      />
    </Container>
  )
}

const pair = (label: string, value: ReactNode) => ({ label, value })

/** No age is known: there is nothing, or SQS has not measured it yet. */
const nothingOr = ({ backlog = 0, inFlight = 0, delayed = 0 }: ConsoleAnswers['subscription']): string =>
  backlog + inFlight + delayed === 0 ? 'nothing' : 'not known yet'

function DeadLetterLinks({ state }: { readonly state: ConsoleAnswers['subscription'] }) {
  const { name, deadLetters, undelivered } = state
  return (
    <>
      <a className="link" href={`#${deadLettersPath(name)}`}>
        <Count of={deadLetters} />
      </a>
      {undelivered ? (
        <>
          {', and '}
          <a className="link" href={`#${deadLettersPath(name, 'undelivered')}`}>
            <Count of={undelivered} /> undelivered
          </a>
        </>
      ) : null}
    </>
  )
}
