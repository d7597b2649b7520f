import type { ConsumeDependencies } from '../../../lib/messaging/consume/dependencies.ts'
import { digest } from '../../../lib/messaging/fingerprint.ts'
import type { Ledger, Queue } from '../../../lib/messaging/ports.ts'
import type { Planted } from './bus.ts'

const withLedger =
  (wrap: (ledger: Ledger) => Partial<Ledger>) =>
  (deps: ConsumeDependencies): ConsumeDependencies => ({
    ...deps,
    ledger: { ...deps.ledger, ...wrap(deps.ledger) },
  })

/** The same for every message with this body, as a content-based id would be. */
const withReusedIds = (queue: Queue): Queue => ({
  ...queue,
  send: (message) =>
    queue.send(
      message.groupId === undefined ? message : { ...message, deduplicationId: digest([message.body]) },
    ),
})

/** Mistakes that a consumer or a tool for dead letters could well have. */
export const PLANTED: Readonly<Record<string, Planted>> = {
  'an unfenced complete': {
    consumer: withLedger((ledger) => ({
      async replace(record, over) {
        const [found] = await ledger.find(record.eventKey, 0)
        return ledger.replace(record, record.state === 'DONE' && found ? found : over)
      },
    })),
  },
  'an expired record that counts until it is deleted': {
    consumer: withLedger((ledger) => ({ insert: (record) => ledger.insert(record, 0) })),
  },
  'a lease given up when time runs out, to be tried again at once': {
    consumer: (deps) => ({
      ...withLedger((ledger) => ({
        replace(record, over) {
          const timedOut = record.owner === over.owner && record.cause?.code === 'TIMEOUT'
          return ledger.replace(timedOut ? { ...record, state: 'FAILED' } : record, over)
        },
      }))(deps),
      queue: { ...deps.queue, changeVisibility: (handle) => deps.queue.changeVisibility(handle, 0) },
    }),
  },
  'an acknowledgement before the dead-letter queue has the message': {
    consumer: (deps) => ({
      ...deps,
      deadLetters: {
        ...deps.deadLetters,
        async send(message) {
          void deps.clock.sleep(100).then(() => deps.deadLetters.send(message).catch(() => undefined))
          return { messageId: 'not known yet' }
        },
      },
    }),
  },
  'a reused deduplication id': {
    consumer: (deps) => ({ ...deps, deadLetters: withReusedIds(deps.deadLetters) }),
    operator: (deps) => ({ ...deps, queue: withReusedIds(deps.queue) }),
  },
  'a delete before the send in a redrive': {
    operator: (deps) => {
      let held: (() => Promise<unknown>) | undefined
      return {
        ...deps,
        queue: {
          ...deps.queue,
          async send(message) {
            held = () => deps.queue.send(message)
            return { messageId: 'not known yet' }
          },
        },
        deadLetters: {
          ...deps.deadLetters,
          async delete(receiptHandle) {
            await deps.deadLetters.delete(receiptHandle)
            await held?.()
          },
        },
      }
    },
  },
}
