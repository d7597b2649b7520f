import type { Cause } from '../ports.ts'
import type { ConsumeDependencies } from './dependencies.ts'
import type { IncomingRecord } from './incoming-record.ts'
import { deferralSeconds } from './retry-delay.ts'

export const NO_TIME: Cause = { code: 'NO_TIME', text: 'The function had no time left to start it.' }

/** The outcome of a record whose handler was not started, or of which that is not known: it waits by its receipts. */
export function deferred(
  { subscription, random }: Pick<ConsumeDependencies, 'subscription' | 'random'>,
  { receiveCount }: IncomingRecord,
  cause: Cause,
): { readonly status: 'retry'; readonly delaySeconds: number; readonly cause: Cause } {
  return {
    status: 'retry',
    delaySeconds: deferralSeconds(subscription, receiveCount, random.fraction()),
    cause,
  }
}
