import SpaceBetween from '@cloudscape-design/components/space-between'
import Tabs from '@cloudscape-design/components/tabs'
import { useParams } from 'react-router'
import type { TopicDetail } from '../../../../lib/console-api/answers.ts'
import { LoadState } from '../../components/load-state.tsx'
import { Page } from '../../components/page.tsx'
import { useAddress } from '../../components/use-address.ts'
import { useCanAct, useRefreshSeconds } from '../../session.ts'
import { FLOW, TROUBLE } from '../../traffic/charts.ts'
import { TrafficCharts } from '../../traffic/traffic-charts.tsx'
import { useDesk } from '../../use-desk.ts'
import { EventDefinitions } from './event-definitions.tsx'
import { PublishTab } from './publish-tab.tsx'
import { TopicSubscriptions } from './topic-subscriptions.tsx'

/** A topic: who listens and how they do, what is said on it, and a way to say something. */
export default function TopicPage() {
  const { topic: name = '' } = useParams()
  const everySeconds = useRefreshSeconds()
  const topic = useDesk('topic', { topic: name }, { everySeconds })
  return (
    <Page title={name} description={topic.data && descriptionOf(topic.data)}>
      <LoadState query={topic} what={`the topic ${name}`}>
        {(answer) => <TopicTabs key={name} topic={answer} />}
      </LoadState>
    </Page>
  )
}

function descriptionOf({ ordered, partitionKey }: TopicDetail): string {
  if (!ordered) return 'A topic. Its events may arrive in any order.'
  const group = partitionKey === undefined ? 'of one partitionkey' : `of one ${partitionKey}`
  return `A topic in order: events ${group} arrive one after another.`
}

function TopicTabs({ topic }: { readonly topic: TopicDetail }) {
  const canAct = useCanAct()
  const [tab = 'subscriptions', setTab] = useAddress('tab')
  const subscriptions = (
    <SpaceBetween size="l">
      <TopicSubscriptions topic={topic} />
      <TrafficCharts topic={topic.name} charts={[FLOW, TROUBLE]} />
    </SpaceBetween>
  )
  const publish = { id: 'publish', label: 'Publish', content: <PublishTab topic={topic} /> }
  return (
    <Tabs
      activeTabId={tab}
      onChange={({ detail }) => setTab(detail.activeTabId)}
      tabs={[
        { id: 'subscriptions', label: 'Subscriptions', content: subscriptions },
        { id: 'events', label: 'Events', content: <EventDefinitions topic={topic} /> },
        ...(canAct ? [publish] : []),
      ]}
    />
  )
}
