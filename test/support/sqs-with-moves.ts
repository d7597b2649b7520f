import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { MessageMoves } from '../../lib/messaging/ports.ts'

export interface SqsWithMoves extends AsyncDisposable {
  readonly url: string
  /** What was asked, in order. */
  readonly asked: { readonly action: string; readonly input: Readonly<Record<string, unknown>> }[]
}

const HANDLE = 'the only one'
const arnOf = (url: string): string => `arn:aws:sqs:us-east-1:000000000000:${url.split('/').at(-1)}`

/** SQS's protocol in front of moves in memory, for no emulator here has them. As AWS documents the four calls. */
export async function sqsWithMoves(moves: MessageMoves): Promise<SqsWithMoves> {
  const asked: SqsWithMoves['asked'] = []
  const actions: Readonly<Record<string, (input: Readonly<Record<string, unknown>>) => Promise<object>>> = {
    GetQueueAttributes: async ({ QueueUrl }) => ({ Attributes: { QueueArn: arnOf(String(QueueUrl)) } }),
    async StartMessageMoveTask({ MaxNumberOfMessagesPerSecond }) {
      await moves.start(MaxNumberOfMessagesPerSecond as number | undefined)
      return { TaskHandle: HANDLE }
    },
    async ListMessageMoveTasks({ SourceArn }) {
      const found = await moves.latest()
      if (!found) return { Results: [] }
      const entry = {
        ...(found.state === 'RUNNING' ? { TaskHandle: HANDLE } : {}),
        Status: found.state,
        SourceArn,
        ApproximateNumberOfMessagesMoved: found.moved,
        ApproximateNumberOfMessagesToMove: found.of,
        FailureReason: found.failure,
        StartedTimestamp: found.startedAt,
      }
      return { Results: [entry] }
    },
    async CancelMessageMoveTask({ TaskHandle }) {
      if (TaskHandle !== HANDLE) throw new Error('Task does not exist.')
      await moves.cancel()
      return { ApproximateNumberOfMessagesMoved: (await moves.latest())?.moved }
    },
  }
  const server = createServer(async (request, response) => {
    const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '')
    const input = (await json(request)) as Readonly<Record<string, unknown>>
    asked.push({ action, input })
    const answer = actions[action]
    const refusal = (code: string, message: string) => ({ __type: `com.amazonaws.sqs#${code}`, message })
    const [status, body] = answer
      ? await answer(input).then(
          (output) => [200, output] as const,
          (error: Error) => [400, refusal('InvalidParameterValueException', error.message)] as const,
        )
      : ([400, refusal('InvalidAction', `The action ${action} is not valid for this endpoint.`)] as const)
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
