import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { DeadLetterDetail } from '../../../../lib/console-api/answers.ts'
import { Count } from '../../components/count.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { StrangerText } from '../../components/stranger-text.tsx'
import { Time } from '../../components/time.tsx'
import { eventPath } from '../../paths.ts'

interface LetterFactsProps {
  readonly letter: DeadLetterDetail
}

/** Why it died, and when. */
export function LetterFacts({ letter }: LetterFactsProps) {
  const { cause, attempts, receivedAt, state, size, topic, source, id } = letter
  return (
    <Container header={<Header variant="h2">Why it died</Header>}>
      <SpaceBetween size="m">
        <div>
          <strong className="code">
            <StrangerText text={cause?.code ?? 'No cause is known'} />
          </strong>
          {cause && cause.text !== '' && (
            <p className="cause-text">
              <StrangerText text={cause.text} max={1_000} />
            </p>
          )}
        </div>
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'Attempts', value: <Count of={attempts} /> },
            { label: 'First received', value: <Time at={receivedAt} /> },
            { label: 'Now', value: state === undefined ? 'unknown' : <StateBadge state={state} /> },
            { label: 'Bytes', value: <Count of={size} /> },
          ]}
        />
        {source !== undefined && id !== undefined && (
          <Link href={`#${eventPath(topic, { source, id })}`}>What happened to this event</Link>
        )}
      </SpaceBetween>
    </Container>
  )
}

/** What the event says of itself. */
export function LetterAttributes({ letter }: LetterFactsProps) {
  const attributes = Object.entries(letter.attributes)
  if (attributes.length === 0) return null
  const trace = traceOf(letter.attributes['traceparent'])
  return (
    <Container header={<Header variant="h2">Attributes</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          ...attributes.map(([name, value]) => ({
            label: <StrangerText text={name} max={60} />,
            value: <StrangerText text={String(value)} />,
          })),
          ...(trace === undefined
            ? []
            : [{ label: 'Trace id', value: <span className="code">{trace}</span> }]),
          { label: 'SQS message id', value: <StrangerText text={letter.messageId} /> },
        ]}
      />
    </Container>
  )
}

/** @see https://www.w3.org/TR/trace-context/#traceparent-header */
const traceOf = (traceparent: unknown): string | undefined =>
  typeof traceparent === 'string' ? /^[\da-f]{2}-([\da-f]{32})-/.exec(traceparent)?.[1] : undefined
