import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'

/**
 * Who the one at the terminal is, as AWS verifies it: with the session's name, which tells people of one role apart.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export async function callerArn(): Promise<string> {
  const client = new STSClient({})
  try {
    const { Arn } = await client.send(new GetCallerIdentityCommand({}))
    if (Arn === undefined) throw new Error('AWS did not say who this is.')
    return Arn
  } finally {
    client.destroy()
  }
}
