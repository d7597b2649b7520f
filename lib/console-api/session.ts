import type { Session } from './answers.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'

/** `GET /console/session`: who asks, and of which bus. */
export function session({ desk, stage }: ConsoleDependencies, { caller }: ConsoleRequest): Session {
  const { name, topics, subscriptions } = desk.topology
  const { principal, role } = caller
  return {
    ...{ bus: name, stage, principal, role },
    topics: Object.keys(topics),
    subscriptions: Object.keys(subscriptions),
    metricsPeriodSeconds: desk.traffic.periodSeconds,
  }
}
