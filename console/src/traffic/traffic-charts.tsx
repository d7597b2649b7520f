import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import { lazy, Suspense } from 'react'
import { LoadState } from '../components/load-state.tsx'
import { Waiting } from '../components/waiting.tsx'
import type { ChartWanted } from './charts.ts'
import './traffic-charts.css'
import { RANGES, useMinutes } from './use-minutes.ts'
import { useTraffic } from './use-traffic.ts'

const TrafficChart = lazy(() => import('./traffic-chart.tsx'))

interface TrafficChartsProps {
  readonly charts: readonly ChartWanted[]
  readonly topic?: string
  readonly subscription?: string
}

/** What happened over time. The charts come after the page: what they are drawn with is as large as the rest of it. */
export function TrafficCharts({ charts, ...of }: TrafficChartsProps) {
  const [minutes, choose] = useMinutes()
  const traffic = useTraffic({ ...of, minutes })
  const range = (
    <ButtonDropdown
      items={RANGES.map(({ minutes: id, text }) => ({
        id: String(id),
        text,
        itemType: 'checkbox',
        checked: id === minutes,
      }))}
      onItemClick={({ detail }) => choose(Number(detail.id))}
    >
      {RANGES.find((each) => each.minutes === minutes)?.text}
    </ButtonDropdown>
  )
  return (
    <Container
      header={
        <Header variant="h2" actions={range}>
          Over time
        </Header>
      }
    >
      <LoadState query={traffic} what="the traffic">
        {(answer) => (
          <Suspense fallback={<Waiting what="the charts" onRetry={() => location.reload()} />}>
            <div className="traffic-charts">
              {charts.map((chart) => (
                <TrafficChart key={chart.title} traffic={answer} chart={chart} />
              ))}
            </div>
          </Suspense>
        )}
      </LoadState>
    </Container>
  )
}
