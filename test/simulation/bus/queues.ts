import { memoryQueue } from '../../../lib/adapters/memory/memory-queue.ts'
import type { OutgoingMessage, Queue, QueueMessage, SendResult } from '../../../lib/messaging/ports.ts'
import type { Network, Process } from './network.ts'
import type { SeededRandom } from './seeded-random.ts'

/** A queue of SQS as it is: nothing fails on the way to it. */
export interface SimulatedQueue {
  readonly name: string
  readonly ordered: boolean
  readonly queue: Queue
  /** What is in it, waiting or in flight: message id → body. */
  readonly contents: ReadonlyMap<string, string>
  /** All that was ever sent to it. */
  readonly history: readonly QueueMessage[]
}

export function simulatedQueue(
  name: string,
  ordered: boolean,
  { time }: Network,
  random: SeededRandom,
): SimulatedQueue {
  const clock = { now: () => time.now, sleep: (milliseconds: number) => time.sleep(milliseconds) }
  const inner = memoryQueue(clock, random)
  const contents = new Map<string, string>()
  const known = new Set<string>()
  const history: QueueMessage[] = []
  const lastHandles = new Map<string, string>()
  const queue: Queue = {
    ...inner,
    async send(message) {
      const sent = await inner.send(message)
      history.push(message)
      // A FIFO queue answers a repeat with the id of the first, which may be gone by now.
      if (!known.has(sent.messageId)) contents.set(sent.messageId, message.body)
      known.add(sent.messageId)
      return sent
    },
    async receive(max, seconds) {
      const received = await inner.receive(max, seconds)
      for (const { messageId, receiptHandle } of received) lastHandles.set(messageId, receiptHandle)
      return received
    },
    async delete(receiptHandle) {
      await inner.delete(receiptHandle)
      const [messageId] = [...lastHandles].find(([, handle]) => handle === receiptHandle) ?? ['']
      contents.delete(messageId)
    },
  }
  return { name, ordered, queue, contents, history }
}

/** The same queue as one process reaches it. */
export function reached(network: Network, process: Process, { name, queue }: SimulatedQueue): Queue {
  const through = <T>(action: string, perform: () => Promise<T>): Promise<T> =>
    network.call(process, `${action} ${name}`, perform)
  return {
    send: (message) => through('send', () => queue.send(message)),
    receive: (max, seconds) => through('receive', () => queue.receive(max, seconds)),
    delete: (receiptHandle) => through('delete', () => queue.delete(receiptHandle)),
    changeVisibility: (receiptHandle, seconds) =>
      through('visibility', () => queue.changeVisibility(receiptHandle, seconds)),
    release: (receiptHandles) => through('release', () => queue.release(receiptHandles)),
  }
}

/** An SNS topic: takes a message at once and brings it to every queue some time later, on an ordered one in order. */
export class SimulatedTopic {
  readonly ordered: boolean
  private readonly queues: readonly SimulatedQueue[]
  private readonly network: Network
  private readonly random: SeededRandom
  private delivered: Promise<void> = Promise.resolve()
  /** Deliveries that are still under way. */
  underWay = 0

  constructor(ordered: boolean, queues: readonly SimulatedQueue[], network: Network, random: SeededRandom) {
    this.ordered = ordered
    this.queues = queues
    this.network = network
    this.random = random
  }

  publish(message: OutgoingMessage): SendResult {
    for (const target of this.queues) {
      const copies = !this.ordered && this.network.faults.strikes('duplicate-message', 'sns', 0.05) ? 2 : 1
      for (let copy = 0; copy < copies; copy += 1) this.deliver(target, message)
    }
    return { ok: true, messageId: this.random.uuid() }
  }

  private deliver(target: SimulatedQueue, { claim: _claim, ...message }: OutgoingMessage): void {
    this.underWay += 1
    const before = this.ordered ? this.delivered : Promise.resolve()
    const late = !this.ordered && this.network.faults.strikes('reorder', 'sns', 0.1)
    const after = before
      .then(() => this.network.time.sleep(this.random.below(late ? 60_000 : 500)))
      .then(() => target.queue.send(message as QueueMessage))
      .then(() => {
        this.underWay -= 1
      })
    if (this.ordered) this.delivered = after
  }
}
