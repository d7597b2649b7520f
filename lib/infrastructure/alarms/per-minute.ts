import { Duration } from 'aws-cdk-lib'

/** How alarms look at metrics: each minute by itself. */
export const PER_MINUTE = { period: Duration.minutes(1) } as const
/** What is counted in a minute. */
export const SUM = { ...PER_MINUTE, statistic: 'Sum' } as const
/** What is measured at times in a minute. */
export const MAXIMUM = { ...PER_MINUTE, statistic: 'Maximum' } as const
