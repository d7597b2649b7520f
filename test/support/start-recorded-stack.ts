import { type Exchange, type RecordingProxy, recordingProxy } from './recording-proxy.ts'
import type { StackOptions } from './running-stack.ts'
import { startStack, type TestStack } from './start-stack.ts'

export interface RecordedStack extends TestStack {
  /** Of SNS, SQS and S3; and of DynamoDB. */
  readonly aws: RecordingProxy
  readonly dynamo: RecordingProxy
}

/** A stack whose functions reach the emulators through proxies that count their calls and can break them. */
export async function startRecordedStack(
  topology: string,
  options: Omit<StackOptions, 'functionEndpoints'> = {},
  observe?: (exchange: Exchange) => void,
): Promise<RecordedStack> {
  const proxies: RecordingProxy[] = []
  const between = async (target: string): Promise<string> => {
    const proxy = await recordingProxy(target, observe)
    proxies.push(proxy)
    return proxy.url
  }
  const stack = await startStack(topology, {
    ...options,
    functionEndpoints: async ({ aws, dynamodb }) => ({
      aws: await between(aws),
      dynamodb: await between(dynamodb),
    }),
  })
  const [aws, dynamo] = proxies as [RecordingProxy, RecordingProxy]
  return {
    ...stack,
    aws,
    dynamo,
    async close() {
      await stack.close()
      for (const proxy of proxies) await proxy[Symbol.asyncDispose]()
    },
  }
}
