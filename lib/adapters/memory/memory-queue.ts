import type { QueueMeter } from '../../messaging/operate/ports.ts'
import type { Clock, Queue, QueueMessage, Random, ReceivedMessage } from '../../messaging/ports.ts'

interface Stored {
  readonly message: QueueMessage
  readonly messageId: string
  readonly sentAt: number
  receiveCount: number
  receiptHandle: string
  visibleAt: number
}

/** How long a FIFO queue knows a deduplication id. */
const DEDUPLICATION_MILLISECONDS = 5 * 60_000

/** SQS's own defaults. */
const SETTINGS = {
  arn: 'arn:aws:sqs:us-east-1:000000000000:in-memory',
  visibilityTimeoutSeconds: 30,
  retentionSeconds: 345_600,
}

/**
 * SQS in an array. A FIFO queue swallows a deduplication id that it knows, and holds back a group while one of its
 * messages is in flight.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
export function memoryQueue(clock: Clock, random: Random): Queue & QueueMeter {
  const stored: Stored[] = []
  const swallowed = new Map<string, { readonly messageId: string; readonly until: number }>()

  const inFlight = (candidate: Stored): boolean => candidate.visibleAt > clock.now()
  const isHeldBack = ({ message: { groupId, deduplicationId } }: Stored): boolean =>
    deduplicationId !== undefined &&
    stored.some((other) => other.message.groupId === groupId && inFlight(other))
  const handedOut = (receiptHandle: string): Stored | undefined =>
    stored.find((candidate) => candidate.receiptHandle === receiptHandle)

  return {
    async send(message) {
      const known = swallowed.get(message.deduplicationId ?? '')
      if (known !== undefined && clock.now() < known.until) return { messageId: known.messageId }
      const messageId = random.uuid()
      if (message.deduplicationId !== undefined) {
        swallowed.set(message.deduplicationId, {
          messageId,
          until: clock.now() + DEDUPLICATION_MILLISECONDS,
        })
      }
      stored.push({
        message,
        messageId,
        sentAt: clock.now(),
        receiveCount: 0,
        receiptHandle: '',
        visibleAt: 0,
      })
      return { messageId }
    },
    async receive(max, visibilitySeconds) {
      const visible = stored
        .filter((candidate) => !inFlight(candidate) && !isHeldBack(candidate))
        .slice(0, max)
      return visible.map((candidate) =>
        handOut(candidate, clock.now() + visibilitySeconds * 1000, random.uuid()),
      )
    },
    async delete(receiptHandle) {
      const found = handedOut(receiptHandle)
      if (found) stored.splice(stored.indexOf(found), 1)
    },
    async changeVisibility(receiptHandle, seconds) {
      const found = handedOut(receiptHandle)
      if (!found || !inFlight(found)) throw new Error('The message is not in flight.')
      found.visibleAt = clock.now() + seconds * 1000
    },
    async release(receiptHandles) {
      for (const each of receiptHandles) {
        const found = handedOut(each)
        if (found && inFlight(found)) found.visibleAt = clock.now()
      }
    },
    async describe() {
      const held = stored.filter(inFlight).length
      return { ...SETTINGS, waiting: stored.length - held, inFlight: held, delayed: 0 }
    },
    async oldestAgeSeconds() {
      const [oldest] = stored.map(({ sentAt }) => sentAt).sort((a, b) => a - b)
      return oldest === undefined ? undefined : Math.floor((clock.now() - oldest) / 1000)
    },
  }
}

function handOut(stored: Stored, visibleAt: number, receiptHandle: string): ReceivedMessage {
  stored.receiveCount += 1
  stored.receiptHandle = receiptHandle
  stored.visibleAt = visibleAt
  const { message, messageId, sentAt, receiveCount } = stored
  return { ...message, messageId, receiptHandle, sentAt, receiveCount }
}
