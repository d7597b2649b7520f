import type { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch'

/**
 * An alarm that every thing of one sort has: a subscription, a topic, the endpoint. It goes off when its metric is above
 * the threshold for so many of so many minutes.
 */
export interface AlarmDefinition<Of> {
  /** The end of its name, and the name of its runbook: docs/runbooks/<name>.md. No other's name ends with it. */
  readonly name: string
  /** What has happened, for whoever is woken by it. */
  readonly says: (of: Of) => string
  /** Of one minute. */
  readonly metric: (of: Of) => Metric | MathExpression
  readonly threshold: (of: Of) => number
  /** @default 1 */
  readonly badMinutes?: number
  /** @default - as many as must be bad */
  readonly ofMinutes?: number
  /** That there is no data is bad as well. @default false */
  readonly silenceIsBad?: boolean
}
