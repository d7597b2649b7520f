import { afterAll, expect, it } from 'vitest'
import { sqsClient } from '../../lib/adapters/aws/clients.ts'
import { sqsMessageMoves } from '../../lib/adapters/aws/sqs-message-moves.ts'
import { memoryMessageMoves } from '../../lib/adapters/memory/memory-message-moves.ts'
import { memoryQueue } from '../../lib/adapters/memory/memory-queue.ts'
import { systemClock, systemRandom } from '../../lib/adapters/system.ts'
import { messageMovesContract } from '../contracts/message-moves-contract.ts'
import { type SqsWithMoves, sqsWithMoves } from '../support/sqs-with-moves.ts'

const CONNECTION = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
const servers: SqsWithMoves[] = []
afterAll(async () => {
  for (const server of servers) await server[Symbol.asyncDispose]()
})

async function open() {
  const [from, to] = [memoryQueue(systemClock, systemRandom), memoryQueue(systemClock, systemRandom)]
  const server = await sqsWithMoves(memoryMessageMoves(from, to, systemClock))
  servers.push(server)
  const urls = { from: `${server.url}/000000000000/letters`, to: `${server.url}/000000000000/queue` }
  return {
    from,
    to,
    server,
    moves: sqsMessageMoves(sqsClient({ ...CONNECTION, endpoint: server.url }), urls),
  }
}

messageMovesContract('by SQS', open)

it('a move names its destination, for our dead letters come from no queue that SQS knows of', async () => {
  const { from, moves, server } = await open()
  await from.send({ body: 'a', attributes: {} })
  await moves.start(7)
  expect(server.asked.at(-1)).toEqual({
    action: 'StartMessageMoveTask',
    input: {
      SourceArn: 'arn:aws:sqs:us-east-1:000000000000:letters',
      DestinationArn: 'arn:aws:sqs:us-east-1:000000000000:queue',
      MaxNumberOfMessagesPerSecond: 7,
    },
  })
})
