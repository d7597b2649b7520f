import { callerArn } from '../../lib/adapters/aws/caller-identity.ts'

/** Whom API Gateway takes the signer for: a user, or a role without its session. */
export async function callerPrincipal(): Promise<string> {
  const arn = await callerArn()
  return arn.replace(/^(arn:[^:]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, '$1:iam::$2:role/$3')
}
