import type { Fetcher } from 'aws-jwt-verify/https'

/**
 * Where an issuer has its keys, as it says itself. It must be the issuer that was asked for: one that describes another
 * is not to be believed.
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation
 */
export async function jwksUriOf(issuer: string, fetcher: Fetcher): Promise<string> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const answer = new TextDecoder().decode(await fetcher.fetch(address))
  const { issuer: described, jwks_uri: jwksUri } = JSON.parse(answer) as Record<string, unknown>
  if (described !== issuer)
    throw new Error(`${address} describes the issuer '${described}', not '${issuer}'. Name it as it does.`)
  if (typeof jwksUri !== 'string') throw new Error(`${address} names no jwks_uri. Give it as 'jwksUri'.`)
  return jwksUri
}
