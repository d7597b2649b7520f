import { AwsClient } from 'aws4fetch'
import { credentialChain } from '../../lib/adapters/aws/credentials.ts'

/** Asks a service of AWS that speaks its query protocol, and gives its answer as it is written. */
export async function signedQuery(service: string, action: string, version: string): Promise<string> {
  const region = process.env['AWS_REGION'] ?? ''
  const signer = new AwsClient({ ...(await credentialChain()()), service, region })
  const endpoint = process.env['AWS_ENDPOINT_URL'] || `https://${service}.${region}.amazonaws.com`
  const answer = await signer.fetch(`${endpoint}/`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `Action=${action}&Version=${version}`,
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${action} was answered ${answer.status}: ${text}`)
  return text
}
