import { callerArn } from '../../lib/adapters/aws/caller-identity.ts'
import { iamPrincipal } from '../../lib/adapters/aws/iam-principal.ts'

/** Whom API Gateway takes the signer for: a user, or a role without its session. */
export async function callerPrincipal(): Promise<string> {
  return iamPrincipal(await callerArn())
}
