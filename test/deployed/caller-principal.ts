import { AwsClient } from 'aws4fetch'
import { credentialChain } from '../../lib/adapters/aws/credentials.ts'

/** Whom API Gateway takes the signer for: a user, or a role without its session. */
export async function callerPrincipal(): Promise<string> {
  const region = process.env['AWS_REGION'] ?? ''
  const signer = new AwsClient({ ...(await credentialChain()()), service: 'sts', region })
  const endpoint = process.env['AWS_ENDPOINT_URL'] || `https://sts.${region}.amazonaws.com`
  const answer = await signer.fetch(`${endpoint}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  })
  const text = await answer.text()
  const arn = /<Arn>([^<]+)<\/Arn>/.exec(text)?.[1]
  if (arn === undefined) throw new Error(`STS does not say who we are: ${answer.status} ${text}`)
  return arn.replace(/^(arn:[^:]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, '$1:iam::$2:role/$3')
}
