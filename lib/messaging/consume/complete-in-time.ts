import type { DeliveryRecord, PublishedReference } from '../ports.ts'
import type { Deadline } from './deadline.ts'
import type { ConsumeDependencies } from './dependencies.ts'
import { complete } from './ledger-protocol.ts'
import { repeatMilliseconds } from './retry-delay.ts'

/**
 * Tells the ledger that a handler has succeeded, again and again while there is time: what it is not told is run again.
 * The fence makes every repetition safe, and of one that was written the ledger says so.
 * Rejects with the last refusal when the time is over.
 */
export async function completeInTime(
  { ledger, clock, random }: Pick<ConsumeDependencies, 'ledger' | 'clock' | 'random'>,
  record: DeliveryRecord,
  published: readonly PublishedReference[],
  deadline: Deadline,
): Promise<'done' | 'lost'> {
  const endedAt = clock.now()
  for (let refusals = 1; ; refusals += 1) {
    try {
      return await complete(ledger, record, endedAt, published)
    } catch (error) {
      const wait = repeatMilliseconds(refusals, random.fraction())
      if (!deadline.hasTimeFor(wait)) throw error
      await clock.sleep(wait, deadline.signal)
    }
  }
}
