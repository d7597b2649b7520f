import {
  CancelMessageMoveTaskCommand,
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  SQSServiceException,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import type { MessageMove, MessageMoves } from '../../messaging/ports.ts'
import { MovesUnknown } from '../../messaging/redrive/redrive-by-move.ts'

/**
 * From one queue to another, by their URLs. The destination is always named: without it SQS moves to the queue that a
 * message came from, and our consumers' dead letters come from no queue.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export function sqsMessageMoves(
  client: SQSClient,
  { from, to }: { readonly from: string; readonly to: string },
): MessageMoves {
  const latest = async (): Promise<ListMessageMoveTasksResultEntry | undefined> => {
    const SourceArn = await arnOf(client, from)
    const { Results = [] } = await client
      .send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }))
      .catch(unknownHere)
    return Results[0]
  }
  return {
    async start(MaxNumberOfMessagesPerSecond) {
      const [SourceArn, DestinationArn] = await Promise.all([arnOf(client, from), arnOf(client, to)])
      const move = { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond }
      await client.send(new StartMessageMoveTaskCommand(move)).catch(unknownHere)
    },
    async latest() {
      const found = await latest()
      return found && messageMove(found)
    },
    async cancel() {
      // Only one that is running has a handle.
      const TaskHandle = (await latest())?.TaskHandle
      if (TaskHandle !== undefined) await client.send(new CancelMessageMoveTaskCommand({ TaskHandle }))
    },
  }
}

async function arnOf(client: SQSClient, QueueUrl: string): Promise<string | undefined> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  )
  return Attributes?.QueueArn
}

function messageMove(found: ListMessageMoveTasksResultEntry): MessageMove {
  const of = found.ApproximateNumberOfMessagesToMove
  return {
    state: found.Status as MessageMove['state'],
    startedAt: found.StartedTimestamp ?? 0,
    moved: found.ApproximateNumberOfMessagesMoved ?? 0,
    ...(of === undefined ? {} : { of }),
    ...(found.FailureReason === undefined ? {} : { failure: found.FailureReason }),
  }
}

/** An emulator that has never heard of it. */
function unknownHere(error: unknown): never {
  if (error instanceof SQSServiceException && error.name === 'InvalidAction') {
    throw new MovesUnknown('This SQS has no moves of its own.', { cause: error })
  }
  throw error
}
