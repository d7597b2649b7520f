import Box from '@cloudscape-design/components/box'
import LineChart from '@cloudscape-design/components/line-chart'
import { memo } from 'react'
import type { Traffic } from '../../../lib/console-api/answers.ts'
import { durationText } from '../components/durations.ts'
import type { ChartWanted } from './charts.ts'
import { linesOf } from './lines.ts'

interface TrafficChartProps {
  readonly traffic: Traffic
  readonly chart: ChartWanted
}

const HOUR = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const MOMENT = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const FIGURE = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 })
/** Below, a chart of zeros has a scale all the same. */
const SMALLEST_TOP = 5

/** Lines over time, on one scale. Drawn again only for new values: a chart that is looked at stays as it is. */
export default memo(function TrafficChart({ traffic, chart }: TrafficChartProps) {
  const { title, unit } = chart
  const { from, to, seconds, lines } = linesOf(traffic, chart.lines)
  const highest = Math.max(0, ...lines.flatMap(({ points }) => points.map(({ y }) => y)))
  const per = unit ?? `events per ${durationText(seconds)}`
  return (
    <div>
      <Box variant="h3" padding={{ bottom: 'xs' }}>
        {title}
      </Box>
      <LineChart
        series={lines.map(({ title: name, color, points }) => ({
          type: 'line',
          title: name,
          color,
          data: points,
        }))}
        xDomain={[from, to]}
        yDomain={[0, Math.max(highest * 1.1, SMALLEST_TOP)]}
        xScaleType="time"
        xTitle={`From ${MOMENT.format(from)} to ${MOMENT.format(to)}`}
        yTitle={per}
        i18nStrings={{
          xTickFormatter: (at) => HOUR.format(at),
          yTickFormatter: (value) => FIGURE.format(value),
        }}
        detailPopoverSeriesContent={({ series, y }) => ({ key: series.title, value: FIGURE.format(y) })}
        ariaLabel={`${title}, ${per}`}
        height={180}
        hideFilter
        empty="Nothing happened in this time."
        noMatch="Nothing happened in this time."
      />
    </div>
  )
})
