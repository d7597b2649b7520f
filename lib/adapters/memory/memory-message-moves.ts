import type { Clock, MessageMove, MessageMoves, Queue } from '../../messaging/ports.ts'

const MAX_PER_SECOND = 500
const HIDDEN_SECONDS = 30

/** SQS's moves between two queues. Whenever somebody looks, a move is as far as it may be by then. */
export function memoryMessageMoves(from: Queue, to: Queue, clock: Clock): MessageMoves {
  let latest: MessageMove | undefined
  let perSecond = MAX_PER_SECOND

  const advance = async (): Promise<MessageMove | undefined> => {
    if (latest?.state !== 'RUNNING') return latest
    const { startedAt } = latest
    const due = Math.floor(((clock.now() - startedAt) / 1_000) * perSecond)
    let { moved } = latest
    let empty = false
    while (moved < due && !empty) {
      const [message] = await from.receive(1, HIDDEN_SECONDS)
      if (message) {
        await to.send({ body: message.body, attributes: message.attributes })
        await from.delete(message.receiptHandle)
        moved += 1
      }
      empty = message === undefined
    }
    latest = { ...latest, moved, state: empty || moved === latest.of ? 'COMPLETED' : 'RUNNING' }
    return latest
  }

  return {
    async start(limit = MAX_PER_SECOND) {
      if ((await advance())?.state === 'RUNNING') throw new Error('There is already a task running.')
      perSecond = limit
      const there = await from.receive(Number.MAX_SAFE_INTEGER, 0)
      latest = { state: 'RUNNING', startedAt: clock.now(), moved: 0, of: there.length }
    },
    latest: advance,
    async cancel() {
      const move = await advance()
      if (move?.state === 'RUNNING') latest = { ...move, state: 'CANCELLED' }
    },
  }
}
