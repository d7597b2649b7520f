import type { LineWanted } from './lines.ts'

export interface ChartWanted {
  readonly title: string
  /** Of what is measured; counts have none. */
  readonly unit?: string
  readonly lines: readonly LineWanted[]
}

/** What comes in, and what is done with it. */
export const FLOW: ChartWanted = {
  title: 'Flow',
  lines: [
    { title: 'Published', metric: 'Published', color: 'var(--link)' },
    { title: 'Processed', metric: 'Processed', color: 'var(--good)' },
  ],
}

/** What a subscription is done with. */
export const HANDLED: ChartWanted = {
  title: 'Handled',
  lines: [
    { title: 'Processed', metric: 'Processed', color: 'var(--good)' },
    { title: 'Duplicates', metric: 'Duplicates', color: 'var(--link)' },
  ],
}

export const TROUBLE: ChartWanted = {
  title: 'Trouble',
  lines: [
    { title: 'Retries', metric: 'Retries', color: 'var(--warn)' },
    { title: 'Dead letters', metric: 'DeadLetters', color: 'var(--bad)' },
  ],
}

/** What an event has to wait for: until a delivery of it begins, and until it is done. */
export const DELAY: ChartWanted = {
  title: 'Delay',
  unit: 'milliseconds',
  lines: [
    { title: 'Age at claim', metric: 'AgeAtClaim', color: 'var(--link)' },
    { title: 'Time to done', metric: 'TimeToDone', color: 'var(--good)' },
  ],
}
