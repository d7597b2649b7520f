import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import type { Attention } from '../../../../lib/console-api/answers.ts'
import { deadLettersPath, subscriptionPath } from '../../paths.ts'
import './attention-list.css'

const SIGNS: Readonly<Record<Attention['kind'], StatusIndicatorProps.Type>> = {
  'queue-missing': 'error',
  'consumer-missing': 'error',
  'dead-letters': 'error',
  undelivered: 'error',
  paused: 'warning',
  'waiting-long': 'warning',
}

/** What wants a look, the most pressing first, each with the way to it. */
export function AttentionList({ attention }: { readonly attention: readonly Attention[] }) {
  return (
    <Container header={<Header variant="h2">What needs attention</Header>}>
      {attention.length === 0 ? (
        <StatusIndicator type="success">Nothing. Every subscription keeps up.</StatusIndicator>
      ) : (
        <ul className="attention">
          {attention.map(({ kind, subscription, text }) => (
            <li key={`${kind} ${subscription}`}>
              <StatusIndicator type={SIGNS[kind]} colorOverride={SIGNS[kind] === 'error' ? 'red' : 'yellow'}>
                <a href={`#${placeOf(kind, subscription)}`}>
                  <b>{subscription}</b>: {text}
                </a>
              </StatusIndicator>
            </li>
          ))}
        </ul>
      )}
    </Container>
  )
}

function placeOf(kind: Attention['kind'], subscription: string): string {
  if (kind === 'dead-letters') return deadLettersPath(subscription)
  if (kind === 'undelivered') return deadLettersPath(subscription, 'undelivered')
  return subscriptionPath(subscription)
}
