import { join } from 'node:path'
import { deployed } from '../grants/support/deployed.ts'
import { recorder, requiredBy } from '../grants/support/recorder.ts'
import { refused } from '../grants/support/requirement.ts'
import { synthesized } from '../infrastructure/support/synthesized.ts'
import { type Exchange, type RecordingProxy, recordingProxy } from './recording-proxy.ts'
import { ROOT } from './root.ts'
import type { StackOptions } from './running-stack.ts'
import { startStack, type TestStack } from './start-stack.ts'
import { isDeployed } from './target.ts'

export interface RecordedStack extends TestStack {
  /** Of SNS, SQS and S3; and of DynamoDB. */
  readonly aws: RecordingProxy
  readonly dynamo: RecordingProxy
}

/**
 * A stack whose functions reach the emulators through proxies that count their calls and can break them. At home it does
 * not close in peace when a function has called what its role does not allow.
 */
export async function startRecordedStack(
  topology: string,
  options: Omit<StackOptions, 'functionEndpoints'> = {},
  observe?: (exchange: Exchange) => void,
): Promise<RecordedStack> {
  const proxies: RecordingProxy[] = []
  const recorded = recorder()
  const between = async (target: string): Promise<string> => {
    const proxy = await recordingProxy(target, (exchange) => {
      if (!isDeployed) recorded.observe(exchange)
      observe?.(exchange)
    })
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
      // Taking a stack down takes calls, too.
      for (const proxy of proxies) proxy.fault = () => undefined
      await stack.close()
      for (const proxy of proxies) await proxy[Symbol.asyncDispose]()
      const { topology: declared } = await import(join(ROOT, topology))
      const deployment = deployed(synthesized(declared))
      const forbidden = refused(deployment, requiredBy(recorded.deeds(stack), deployment))
      if (forbidden.length > 0) throw new Error(`AWS would have refused calls:\n${forbidden.join('\n')}`)
    },
  }
}
