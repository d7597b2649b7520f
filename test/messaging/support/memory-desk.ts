import * as z from 'zod'
import { memoryAuditLog } from '../../../lib/adapters/memory/memory-audit-log.ts'
import { memoryConsumerSwitch } from '../../../lib/adapters/memory/memory-consumer-switch.ts'
import { memoryLedger } from '../../../lib/adapters/memory/memory-ledger.ts'
import { memoryQueue } from '../../../lib/adapters/memory/memory-queue.ts'
import { memoryTraffic } from '../../../lib/adapters/memory/memory-traffic.ts'
import { systemClock, systemRandom } from '../../../lib/adapters/system.ts'
import type { Desk } from '../../../lib/messaging/operate/desk.ts'
import type { ConsumerSwitch, QueueMeter, Wiring } from '../../../lib/messaging/operate/ports.ts'
import type { Queue } from '../../../lib/messaging/ports.ts'
import { defineTopology } from '../../../lib/topology/index.ts'

export interface MemorySubscription {
  readonly queue: Queue & QueueMeter
  readonly deadLetterQueue: Queue & QueueMeter
  readonly undeliveredQueue: Queue & QueueMeter
  readonly consumer: ConsumerSwitch
  readonly wiring: Wiring
}

/** A desk over a small bus in memory: topic `orders` with `billing` and `archive`, topic `quiet` with nobody. */
export function memoryDesk(
  changes: Partial<MemorySubscription> = {},
): Omit<Desk, 'subscription'> & { subscription(name: string): MemorySubscription } {
  const queue = () => memoryQueue(systemClock, systemRandom)
  const known = new Map<string, MemorySubscription>()
  return {
    topology: defineTopology({
      name: 'shop',
      topics: {
        orders: { events: { placed: { schema: z.unknown() }, gone: { schema: z.unknown() } } },
        quiet: { ordered: true, events: { said: { schema: z.unknown() } } },
      },
      subscriptions: {
        billing: { topic: 'orders', events: ['placed'], retry: { maxAttempts: 3 } },
        archive: { topic: 'orders' },
      },
    }),
    ledger: memoryLedger(),
    audit: memoryAuditLog(),
    traffic: memoryTraffic(60),
    random: systemRandom,
    ledgerForgets: () => Promise.resolve(true),
    operator: 'arn:aws:iam::123456789012:role/operators',
    clock: { ...systemClock, sleep: () => Promise.resolve() },
    subscription(name) {
      const found = known.get(name) ?? {
        queue: queue(),
        deadLetterQueue: queue(),
        undeliveredQueue: queue(),
        consumer: memoryConsumerSwitch(),
        wiring: {
          topicArn: 'arn:aws:sns:us-east-1:000000000000:orders',
          feed: () => Promise.resolve(undefined),
          link: () => Promise.resolve(undefined),
        },
        ...changes,
      }
      known.set(name, found)
      return found
    },
  }
}
