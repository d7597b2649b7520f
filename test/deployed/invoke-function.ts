import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'

/** Calls a function as its own caller, and waits for its end. */
export async function invokeFunction(FunctionName: string, event: object): Promise<void> {
  const client = new LambdaClient({})
  const { FunctionError } = await client.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  )
  client.destroy()
  if (FunctionError !== undefined) throw new Error(`${FunctionName} failed: ${FunctionError}`)
}
