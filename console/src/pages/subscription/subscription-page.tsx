import SpaceBetween from '@cloudscape-design/components/space-between'
import { useParams } from 'react-router'
import { LoadState } from '../../components/load-state.tsx'
import { Page } from '../../components/page.tsx'
import { topicPath } from '../../paths.ts'
import { useCanAct, useRefreshSeconds } from '../../session.ts'
import { DELAY, HANDLED, TROUBLE } from '../../traffic/charts.ts'
import { TrafficCharts } from '../../traffic/traffic-charts.tsx'
import { useDesk } from '../../use-desk.ts'
import { ConsumerSwitch } from './consumer-switch.tsx'
import { RetryPolicy } from './retry-policy.tsx'
import { SubscriptionFigures } from './subscription-figures.tsx'

/** A subscription: what waits in its queue, how its consumer gets on with it, and the switch that stops it. */
export default function SubscriptionPage() {
  const { subscription: name = '' } = useParams()
  const canAct = useCanAct()
  const everySeconds = useRefreshSeconds()
  const state = useDesk('subscription', { subscription: name }, { everySeconds })
  return (
    <Page
      title={name}
      description={
        state.data && (
          <>
            A subscription of <a href={`#${topicPath(state.data.topic)}`}>{state.data.topic}</a>, for{' '}
            {state.data.events.join(', ')}.
          </>
        )
      }
      actions={
        canAct && state.data && <ConsumerSwitch key={name} state={state.data} onSwitched={state.refetch} />
      }
    >
      <LoadState query={state} what={`the subscription ${name}`}>
        {(answer) => (
          <SpaceBetween size="l">
            <SubscriptionFigures state={answer} />
            <TrafficCharts subscription={name} charts={[HANDLED, TROUBLE, DELAY]} />
            <RetryPolicy state={answer} />
          </SpaceBetween>
        )}
      </LoadState>
    </Page>
  )
}
