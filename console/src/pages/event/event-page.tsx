import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useParams, useSearchParams } from 'react-router'
import { Empty, LoadState } from '../../components/load-state.tsx'
import { Page } from '../../components/page.tsx'
import { StrangerText } from '../../components/stranger-text.tsx'
import { topicPath } from '../../paths.ts'
import { Deliveries } from './deliveries.tsx'
import { Moments } from './moments.tsx'
import { useEvent } from './use-event.ts'

/** What became of one event: every delivery, and its story from the beginning. */
export default function EventPage() {
  const { topic = '' } = useParams()
  const [query] = useSearchParams()
  const source = query.get('source') ?? ''
  const id = query.get('id') ?? ''
  return (
    <Page title="Event" parents={[{ text: 'Events', path: '/events' }]}>
      {source === '' || id === '' ? (
        <Empty title="Which event?">
          An event is known by its source and its id. <Link href="#/events">Look for one</Link>
        </Empty>
      ) : (
        <Timeline key={`${topic} ${source} ${id}`} topic={topic} source={source} id={id} />
      )}
    </Page>
  )
}

interface TimelineProps {
  readonly topic: string
  readonly source: string
  readonly id: string
}

function Timeline({ topic, source, id }: TimelineProps) {
  const query = useEvent(topic, source, id)
  return (
    <SpaceBetween size="l">
      <Container>
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'Id', value: <StrangerText text={id} /> },
            { label: 'Source', value: <StrangerText text={source} /> },
            { label: 'Topic', value: <Link href={`#${topicPath(topic)}`}>{topic}</Link> },
          ]}
        />
      </Container>
      <LoadState query={query} what="the event">
        {({ deliveries, moments }) => (
          <SpaceBetween size="l">
            <Deliveries deliveries={deliveries} id={id} />
            <Container header={<Header variant="h2">What happened</Header>}>
              <Moments moments={moments} />
            </Container>
          </SpaceBetween>
        )}
      </LoadState>
    </SpaceBetween>
  )
}
