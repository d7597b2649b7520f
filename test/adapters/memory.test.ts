import { memoryAuditLog } from '../../lib/adapters/memory/memory-audit-log.ts'
import { memoryClaimStore } from '../../lib/adapters/memory/memory-claim-store.ts'
import { memoryConsumerSwitch } from '../../lib/adapters/memory/memory-consumer-switch.ts'
import { memoryLedger } from '../../lib/adapters/memory/memory-ledger.ts'
import { memoryMessageMoves } from '../../lib/adapters/memory/memory-message-moves.ts'
import { memoryPublishKeys } from '../../lib/adapters/memory/memory-publish-keys.ts'
import { memoryPublisher } from '../../lib/adapters/memory/memory-publisher.ts'
import { memoryQueue } from '../../lib/adapters/memory/memory-queue.ts'
import { memoryTraffic } from '../../lib/adapters/memory/memory-traffic.ts'
import { systemClock, systemRandom } from '../../lib/adapters/system.ts'
import { auditLogContract } from '../contracts/audit-log-contract.ts'
import { claimStoreContract } from '../contracts/claim-store-contract.ts'
import { consumerSwitchContract } from '../contracts/consumer-switch-contract.ts'
import { ledgerContract } from '../contracts/ledger-contract.ts'
import { messageMovesContract } from '../contracts/message-moves-contract.ts'
import { publishKeysContract } from '../contracts/publish-keys-contract.ts'
import { publisherContract } from '../contracts/publisher-contract.ts'
import { queueContract } from '../contracts/queue-contract.ts'
import { queueMeterContract } from '../contracts/queue-meter-contract.ts'
import { trafficMeterContract } from '../contracts/traffic-meter-contract.ts'

auditLogContract('in memory', async () => memoryAuditLog())

ledgerContract('in memory', async () => {
  const counts = new Map<string, number>()
  return {
    ledger: memoryLedger(),
    counting: (name, allowed) => ({
      check: () => allowed,
      apply: () => void counts.set(name, (counts.get(name) ?? 0) + 1),
    }),
    count: async (name) => counts.get(name) ?? 0,
  }
})

claimStoreContract('in memory', async () => memoryClaimStore())

publishKeysContract('in memory', async () => memoryPublishKeys())

publisherContract('in memory', async () => {
  const publisher = memoryPublisher(['standard', 'ordered'])
  return {
    publisher,
    received: async (topic) =>
      (publisher.messages.get(topic) ?? []).map(({ body, attributes }) => ({ body, attributes })),
  }
})

queueContract('in memory', async () => ({
  standard: memoryQueue(systemClock, systemRandom),
  fifo: memoryQueue(systemClock, systemRandom),
}))

queueMeterContract('in memory', async () => {
  const queue = memoryQueue(systemClock, systemRandom)
  return { queue, meter: queue }
})

consumerSwitchContract('in memory', async () => ({
  present: memoryConsumerSwitch(),
  missing: memoryConsumerSwitch(false),
}))

messageMovesContract('in memory', async () => {
  const [from, to] = [memoryQueue(systemClock, systemRandom), memoryQueue(systemClock, systemRandom)]
  return { from, to, moves: memoryMessageMoves(from, to, systemClock) }
})

trafficMeterContract('in memory', async () => {
  const meter = memoryTraffic(10)
  return { meter, add: meter.add }
})
