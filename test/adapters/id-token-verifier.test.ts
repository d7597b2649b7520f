import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { idTokenVerifier } from '../../lib/adapters/oidc/id-token-verifier.ts'
import {
  type Issuer,
  type SigningKey,
  signedWithPublicKey,
  signingKey,
  startIssuer,
  token,
  unsigned,
} from '../support/issuer.ts'

const CLIENT = 'console'
const rsa = signingKey()
const elliptic = signingKey('ES256')
const seconds = () => Math.floor(Date.now() / 1_000)

const rulesOf = (issuer: Issuer) => ({
  issuer: issuer.url,
  clientId: CLIENT,
  rolesClaim: 'groups',
  operatorRole: 'operators',
  readerRole: 'readers',
})
const claimsOf = (issuer: Issuer) => ({
  iss: issuer.url,
  aud: CLIENT,
  sub: 'ada',
  exp: seconds() + 3_600,
  iat: seconds(),
})

async function started() {
  const issuer = await startIssuer(rsa, elliptic)
  return {
    issuer,
    verify: idTokenVerifier(rulesOf(issuer), issuer.fetcher),
    claims: claimsOf(issuer),
  }
}

describe('a token of the issuer', () => {
  it.each<[string, SigningKey]>([
    ['RSA', rsa],
    ['an elliptic curve', elliptic],
  ])('holds, signed with %s', async (_name, key) => {
    const { verify, claims } = await started()
    expect(await verify(token(key, { ...claims, groups: ['readers'] }))).toEqual({
      claims: { ...claims, groups: ['readers'] },
    })
  })

  it('holds for one of several audiences, and as the ID token of Cognito', async () => {
    const { verify, claims } = await started()
    const aud = ['another', CLIENT]
    expect(await verify(token(rsa, { ...claims, aud, token_use: 'id' }))).toHaveProperty('claims.aud', aud)
  })

  it('is verified with keys that are fetched once, and again for a key that is new', async () => {
    const { issuer, verify, claims } = await started()
    await verify(token(rsa, claims))
    await verify(token(elliptic, claims))
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys'])
    const next = signingKey()
    issuer.keys.push(next)
    expect(await verify(token(next, claims))).toHaveProperty('claims.sub', 'ada')
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys', '/keys'])
  })

  it('is verified with the keys of another address, where one is given', async () => {
    const { issuer, claims } = await started()
    const verify = idTokenVerifier({ ...rulesOf(issuer), jwksUri: `${issuer.url}/keys` }, issuer.fetcher)
    expect(await verify(token(rsa, claims))).toHaveProperty('claims.sub', 'ada')
    expect(issuer.asked).toEqual(['/keys'])
  })
})

describe('a token is refused', () => {
  const another = signingKey()

  it.each<[string, string, (claims: ReturnType<typeof claimsOf>) => string]>([
    ['of another issuer', 'JwtInvalidIssuerError', (all) => token(rsa, { ...all, iss: 'https://evil' })],
    ['of no issuer', 'JwtInvalidIssuerError', ({ iss: _, ...rest }) => token(rsa, rest)],
    ['for another client', 'JwtInvalidAudienceError', (all) => token(rsa, { ...all, aud: 'another' })],
    ['for no client', 'JwtInvalidAudienceError', ({ aud: _, ...rest }) => token(rsa, rest)],
    ['that has expired', 'JwtExpiredError', (all) => token(rsa, { ...all, exp: seconds() - 5 })],
    ['that never expires', 'NotAnIdToken', ({ exp: _, ...rest }) => token(rsa, rest)],
    ['that is not valid yet', 'JwtNotBeforeError', (all) => token(rsa, { ...all, nbf: seconds() + 60 })],
    ['of nobody', 'NotAnIdToken', ({ sub: _, ...rest }) => token(rsa, rest)],
    ['for access, of Cognito', 'NotAnIdToken', (all) => token(rsa, { ...all, token_use: 'access' })],
    ['that nobody signed', 'JwtParseError', (all) => unsigned(rsa.kid, all)],
    [
      'that says that nobody signed it',
      'JwtInvalidSignatureAlgorithmError',
      (all) => token(rsa, all, { alg: 'none' }),
    ],
    [
      'signed with the public key as a secret',
      'JwtInvalidSignatureAlgorithmError',
      (all) => signedWithPublicKey(rsa, all),
    ],
    ['signed by another', 'JwtInvalidSignatureError', (all) => token({ ...another, kid: rsa.kid }, all)],
    ['of a key that the issuer does not have', 'KidNotFoundInJwksError', (all) => token(another, all)],
    ['of no key', 'JwtWithoutValidKidError', (all) => token(rsa, all, { kid: undefined })],
    [
      'that brings its own key',
      'KidNotFoundInJwksError',
      (all) => token(another, all, { jwk: another.publicKey.export({ format: 'jwk' }) }),
    ],
    ['that is none', 'JwtParseError', () => 'a.b.c'],
    ['that is empty', 'JwtParseError', () => ''],
  ])('%s', async (_name, refused, made) => {
    const { verify, claims } = await started()
    expect(await verify(made(claims))).toEqual({ refused })
  })

  it('of an unknown key after another, without asking the issuer again', async () => {
    const { issuer, verify, claims } = await started()
    expect(await verify(token(another, claims))).toEqual({ refused: 'KidNotFoundInJwksError' })
    const next = signingKey()
    expect(await verify(token(next, claims))).toEqual({ refused: 'WaitPeriodNotYetEndedJwkError' })
    expect(await verify(token(rsa, claims))).toHaveProperty('claims')
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys'])
  })

  it('of a key that is new for no more than ten seconds after one of an unknown key', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const { issuer, verify, claims } = await started()
    await verify(token(another, claims))
    const next = signingKey()
    issuer.keys.push(next)
    expect(await verify(token(next, claims))).toHaveProperty('refused')
    vi.advanceTimersByTime(10_000)
    expect(await verify(token(next, claims))).toHaveProperty('claims')
  })

  it('changed in a single claim', async () => {
    const { verify, claims } = await started()
    const [header, , signature] = token(rsa, claims).split('.')
    const changed = Buffer.from(JSON.stringify({ ...claims, groups: ['operators'] })).toString('base64url')
    expect(await verify([header, changed, signature].join('.'))).toEqual({
      refused: 'JwtInvalidSignatureError',
    })
  })

  it.each<[string, (claims: ReturnType<typeof claimsOf>) => string]>([
    ['with a public key as a secret', (all) => signedWithPublicKey(rsa, all)],
    ['by a key of another kind', (all) => token({ ...elliptic, kid: rsa.kid }, all)],
    ['by nobody', (all) => token(rsa, all, { alg: 'none' })],
  ])('signed %s, also when the issuer does not say what its keys are for', async (_name, made) => {
    const { issuer, verify, claims } = await started()
    issuer.namesAlgorithms = false
    expect(await verify(made(claims))).toHaveProperty('refused')
    expect(await verify(token(rsa, claims))).toHaveProperty('claims')
  })
})

describe('that the issuer cannot be asked is not the fault of the token', () => {
  it('whose verification fails, and succeeds when it can', async () => {
    const { issuer, claims } = await started()
    let reachable = false
    const verify = idTokenVerifier(rulesOf(issuer), {
      fetch: (uri) => (reachable ? issuer.fetcher.fetch(uri) : Promise.reject(new Error('no route'))),
    })
    await expect(verify(token(rsa, claims))).rejects.toThrow('no route')
    reachable = true
    expect(await verify(token(rsa, claims))).toHaveProperty('claims.sub', 'ada')
  })

  it('as one that describes another issuer is not believed', async () => {
    const { issuer, verify, claims } = await started()
    issuer.describes = 'https://another'
    await expect(verify(token(rsa, claims))).rejects.toThrow(/describes the issuer 'https:\/\/another', not/)
  })

  it('and it is only asked over TLS', async () => {
    const { issuer, claims } = await started()
    const verify = idTokenVerifier({ ...rulesOf(issuer), jwksUri: `${issuer.url}/keys` })
    await expect(verify(token(rsa, claims))).rejects.toThrow(/http:/)
    expect(issuer.asked).toEqual([])
  })
})
