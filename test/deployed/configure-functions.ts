import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda'
import type { RunningStack, StackOptions } from '../support/running-stack.ts'

/** Gives deployed functions the values that a journey has for them, and the way to AWS that it wants them to take. */
export async function configureFunctions(
  resources: RunningStack['resources'],
  { functionEnvironment = {}, functionEndpoints }: StackOptions,
): Promise<void> {
  const aws = process.env['AWS_ENDPOINT_URL'] ?? ''
  const endpoints = await functionEndpoints?.({ aws, dynamodb: aws })
  const way = endpoints && { AWS_ENDPOINT_URL: endpoints.aws, AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb }
  const client = new LambdaClient({})
  const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function')
  for (const { physicalId: FunctionName } of functions) {
    const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }))
    const declared = Environment?.Variables ?? {}
    const given = Object.entries(functionEnvironment).filter(([name]) => Object.hasOwn(declared, name))
    if (given.length === 0 && way === undefined) continue
    const Variables = { ...declared, ...Object.fromEntries(given), ...way }
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }))
    await waitUntilFunctionUpdatedV2({ client, maxWaitTime: 60 }, { FunctionName })
  }
  client.destroy()
}
