import Container from '@cloudscape-design/components/container'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { Overview } from '../../../../lib/console-api/answers.ts'
import { LoadState } from '../../components/load-state.tsx'
import { Page } from '../../components/page.tsx'
import { useRefreshSeconds } from '../../session.ts'
import { FLOW, TROUBLE } from '../../traffic/charts.ts'
import { TrafficCharts } from '../../traffic/traffic-charts.tsx'
import { useDesk } from '../../use-desk.ts'
import { AttentionList } from './attention-list.tsx'
import { Flow } from './flow.tsx'
import { FlowTable } from './flow-table.tsx'
import { useFlows } from './use-flows.ts'

/** What there is, how it does, and what wants a look. */
export default function OverviewPage() {
  const everySeconds = useRefreshSeconds()
  const overview = useDesk('overview', {}, { everySeconds })
  return (
    <Page title="Overview">
      <LoadState
        query={overview}
        what="the overview"
        empty={{
          when: ({ topics }) => topics.length === 0,
          title: 'This bus has no topics.',
          hint: 'Declare one in topology.ts, then start or deploy the bus again.',
        }}
      >
        {(answer) => <Bus overview={answer} />}
      </LoadState>
    </Page>
  )
}

function Bus({ overview }: { readonly overview: Overview }) {
  const flows = useFlows(overview.topics)
  return (
    <SpaceBetween size="l">
      <AttentionList attention={overview.attention} />
      <Container header={<Header variant="h2">Topics and their subscriptions</Header>}>
        <Flow flows={flows} />
        <ExpandableSection headerText="The same as a table">
          <FlowTable flows={flows} />
        </ExpandableSection>
      </Container>
      <TrafficCharts charts={[FLOW, TROUBLE]} />
    </SpaceBetween>
  )
}
