import type { ConsumeDependencies } from '../../../lib/messaging/consume/dependencies.ts'
import { digest } from '../../../lib/messaging/fingerprint.ts'
import type { DeliveryRecord, Ledger, Queue, QueueMessage } from '../../../lib/messaging/ports.ts'
import type { Planted } from './bus.ts'

/** A mistake, and the promise that it breaks, in the words of a run. */
export interface PlantedMistake extends Planted {
  readonly breaks: RegExp
}

const withLedger =
  (wrap: (ledger: Ledger) => Partial<Ledger>) =>
  (deps: ConsumeDependencies): ConsumeDependencies => ({
    ...deps,
    ledger: { ...deps.ledger, ...wrap(deps.ledger) },
  })

/** Ends a delivery like this, whoever has it by now. */
const unfenced = (state: DeliveryRecord['state']): ReturnType<typeof withLedger> =>
  withLedger((ledger) => ({
    async replace(record, over) {
      if (record.state !== state) return ledger.replace(record, over)
      const known = await ledger.find(record.eventKey, 0)
      const found = known.find(({ subscription }) => subscription === record.subscription)
      return ledger.replace(record, found ?? over)
    },
  }))

/** With a lease of half the time. */
const halved = (record: DeliveryRecord): DeliveryRecord => ({
  ...record,
  leaseUntil: record.leaseUntil - 6_000,
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
export const PLANTED: Readonly<Record<string, PlantedMistake>> = {
  'an unfenced complete': {
    breaks: /^a DONE record was changed/,
    consumer: unfenced('DONE'),
  },
  'an unfenced failure': {
    breaks: /^a DONE record was changed|took effect 2 times/,
    consumer: unfenced('FAILED'),
  },
  'an expired record that counts until it is deleted': {
    breaks: /took effect 0 times in life 2$/,
    consumer: withLedger((ledger) => ({ insert: (record) => ledger.insert(record, 0) })),
  },
  'a lease that ends before its handler': {
    breaks: /^two handlers ran at once/,
    consumer: withLedger((ledger) => ({
      insert: (record, now) => ledger.insert(halved(record), now),
      replace: (record, over) => ledger.replace(halved(record), over),
    })),
  },
  'a lease given up when time runs out, to be tried again at once': {
    breaks: /^two handlers ran at once/,
    consumer(deps) {
      let gaveUp = false
      return {
        ...withLedger((ledger) => ({
          replace(record, over) {
            const timedOut = record.owner === over.owner && record.cause?.code === 'TIMEOUT'
            gaveUp ||= timedOut
            return ledger.replace(timedOut ? { ...record, state: 'FAILED' } : record, over)
          },
        }))(deps),
        queue: {
          ...deps.queue,
          changeVisibility: (handle, seconds) => deps.queue.changeVisibility(handle, gaveUp ? 0 : seconds),
        },
      }
    },
  },
  'an acknowledgement before the dead-letter queue has the message': {
    breaks: /took effect 0 times|^poison was lost/,
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
    breaks: /^following: .* took effect 0 times/,
    consumer: (deps) => ({ ...deps, deadLetters: withReusedIds(deps.deadLetters) }),
    operator: (deps) => ({ ...deps, queue: withReusedIds(deps.queue) }),
  },
  'a delete before the send in a redrive': {
    breaks: /took effect 0 times|^poison was lost/,
    operator(deps) {
      const bodies = new Map<string, string>()
      const unsent = new Map<string, QueueMessage>()
      return {
        ...deps,
        queue: {
          ...deps.queue,
          async send(message) {
            unsent.set(message.body, message)
            return { messageId: 'not known yet' }
          },
        },
        deadLetters: {
          ...deps.deadLetters,
          async receive(max, seconds) {
            const received = await deps.deadLetters.receive(max, seconds)
            for (const { receiptHandle, body } of received) bodies.set(receiptHandle, body)
            return received
          },
          async delete(receiptHandle) {
            await deps.deadLetters.delete(receiptHandle)
            const message = unsent.get(bodies.get(receiptHandle) ?? '')
            if (message) await deps.queue.send(message)
          },
        },
      }
    },
  },
}
