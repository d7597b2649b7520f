import type { Topology } from './types.ts'

/** What the functions measure, with its unit: they write it by these names, dashboards and alarms read it by them. */
export const METRICS = {
  /** Events that SNS took, by topic. */
  Published: 'Count',
  /** Events that were not published, by topic and kind of problem. A request that cannot be read counts as one. */
  Refused: 'Count',
  /** How the deliveries of a subscription ended. */
  Processed: 'Count',
  Duplicates: 'Count',
  Retries: 'Count',
  /** By cause as well. */
  DeadLetters: 'Count',
  /** From a message's arrival in its queue to the beginning of a delivery. */
  AgeAtClaim: 'Milliseconds',
  /** Of the handler alone, however it ended. */
  HandlerTime: 'Milliseconds',
  /** From a message's arrival in its queue to the end of the delivery that handled it, retries and waits included. */
  TimeToDone: 'Milliseconds',
  /** 1 where the canary's event of a minute did not come through its topic, else 0. */
  CanaryLost: 'Count',
  /** From before that event was published until it was received. */
  CanaryAge: 'Milliseconds',
} as const

export type MetricName = keyof typeof METRICS

/** How fine they are over time: where CloudWatch keeps them, and on this machine. */
export const METRICS_PERIOD_SECONDS = { cloudWatch: 60, home: 10 } as const

/** Where CloudWatch keeps them: each bus and stage by itself, so that no dimension has to tell them apart. */
export function metricsNamespace(topology: Topology, stage: string): string {
  return `Omnibus/${topology.name}-${stage}`
}
