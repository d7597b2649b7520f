import type { Traffic } from '../../../lib/console-api/answers.ts'
import { useRefreshSeconds, useSession } from '../session.ts'
import { type DeskQuery, useDesk } from '../use-desk.ts'

interface TrafficOf {
  readonly topic?: string
  readonly subscription?: string
  readonly minutes?: number
}

/** Metrics over time, asked for no more often than they change: each look costs money on AWS. */
export function useTraffic({ minutes = 15, ...of }: TrafficOf = {}): DeskQuery<Traffic> {
  const { metricsPeriodSeconds } = useSession()
  const everySeconds = Math.max(useRefreshSeconds(), metricsPeriodSeconds / 2)
  return useDesk('traffic', { minutes, ...of }, { everySeconds, keepPrevious: true })
}
