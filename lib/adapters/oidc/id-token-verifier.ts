import { JwtVerifier } from 'aws-jwt-verify'
import {
  FailedAssertionError,
  JwtInvalidSignatureError,
  JwtParseError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  WaitPeriodNotYetEndedJwkError,
} from 'aws-jwt-verify/error'
import { type Fetcher, SimpleFetcher } from 'aws-jwt-verify/https'
import { SimpleJwksCache } from 'aws-jwt-verify/jwk'
import type { Claims, SignInRules } from '../../topology/sign-in.ts'
import { jwksUriOf } from './discovery.ts'

/** The claims of a token that holds, or in few words why it does not. Rejects when the issuer cannot be asked. */
export type VerifyIdToken = (token: string) => Promise<Verified>

export type Verified = { readonly claims: Claims } | { readonly refused: string }

/**
 * What is wrong with the token itself. All else, such as keys that cannot be fetched, is nobody's fault who signs in.
 * After a token of an unknown key the library fetches no keys for ten seconds. Tokens of another unknown key are refused
 * for as long, good ones too, if the issuer has only just begun to sign with it: otherwise whoever sends nonsense could
 * have everybody told that the issuer does not answer.
 */
const REFUSALS = [
  FailedAssertionError,
  JwtParseError,
  JwtInvalidSignatureError,
  JwtWithoutValidKidError,
  KidNotFoundInJwksError,
  WaitPeriodNotYetEndedJwkError,
]

/**
 * Verifies ID tokens with the issuer's public keys, which are fetched when they are first needed and again when a token
 * names a new one. Only signatures with a public key count (RS, ES, EdDSA).
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export function idTokenVerifier(rules: SignInRules, fetcher: Fetcher = new SimpleFetcher()): VerifyIdToken {
  const jwksCache = new SimpleJwksCache({ fetcher })
  const open = async () => {
    const jwksUri = rules.jwksUri ?? (await jwksUriOf(rules.issuer, fetcher))
    const { issuer, clientId: audience } = rules
    return JwtVerifier.create({ issuer, audience, jwksUri, customJwtCheck: isIdToken }, { jwksCache })
  }
  let opening: ReturnType<typeof open> | undefined
  return async (token) => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined
      throw error
    })
    const verifier = await opening
    try {
      return { claims: await verifier.verify(token) }
    } catch (error) {
      if (REFUSALS.some((Refusal) => error instanceof Refusal))
        return { refused: (error as Error).constructor.name }
      throw error
    }
  }
}

class NotAnIdToken extends FailedAssertionError {}

/** What the standard demands of an ID token and the library lets pass. Cognito says of its tokens which they are. */
function isIdToken({ payload }: { payload: Claims }): void {
  const { exp, sub, token_use: use = 'id' } = payload
  if (typeof exp !== 'number') throw new NotAnIdToken('The token never expires.', exp, 'a time')
  if (typeof sub !== 'string' || sub === '')
    throw new NotAnIdToken('The token is of nobody.', sub, 'a subject')
  if (use !== 'id') throw new NotAnIdToken('The token is for something else.', use, 'id')
}
