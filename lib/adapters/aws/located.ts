import { METRICS_PERIOD_SECONDS } from '../../topology/metrics.ts'
import type { Connection } from './clients.ts'

/** Where a bus is, and as whom it is reached. */
export interface Located {
  /** Of DynamoDB, and of everything else. */
  readonly dynamodb: Connection
  readonly aws: Connection
  /** How fine metrics are kept there. */
  readonly metricsPeriodSeconds: number
  /** @throws NotLocated when the stacks have no such output */
  output(name: string): string
  /** Who asks, verified by AWS; `local` at home, where nobody signs in. */
  operator(): Promise<string>
}

/** A stack, or an output of it, that is not found where it was looked for. */
export class NotLocated extends Error {
  override readonly name = 'NotLocated'
  readonly fault: 'unreachable' | 'no-stack' | 'no-output'

  constructor(fault: NotLocated['fault'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.fault = fault
  }
}

/** The outputs by name; one that is missing is a mistake that `missing` puts in words. */
export function outputOf(
  outputs: Readonly<Record<string, string>>,
  missing: (name: string) => string,
): Located['output'] {
  return (name) => {
    const value = outputs[name]
    if (value === undefined) throw new NotLocated('no-output', missing(name))
    return value
  }
}

/** Nothing is checked at home, but the SDK wants some. */
const HOME = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }

/** A stack that runs on this machine. */
export function locatedAtHome(
  endpoints: { readonly aws: string; readonly dynamodb: string },
  output: Located['output'],
): Located {
  return {
    dynamodb: { ...HOME, endpoint: endpoints.dynamodb },
    aws: { ...HOME, endpoint: endpoints.aws },
    metricsPeriodSeconds: METRICS_PERIOD_SECONDS.home,
    output,
    operator: () => Promise.resolve('local'),
  }
}
