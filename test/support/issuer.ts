import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

type Json = Readonly<Record<string, unknown>>

export interface SigningKey {
  readonly kid: string
  readonly alg: 'RS256' | 'ES256'
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

export function signingKey(alg: SigningKey['alg'] = 'RS256', kid: string = randomUUID()): SigningKey {
  const pair =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid, alg, ...pair }
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const body = (header: Json, claims: Json): string => `${encoded(header)}.${encoded(claims)}`

/** A token as an issuer signs it. */
export function token({ kid, alg, privateKey }: SigningKey, claims: Json, header: Json = {}): string {
  const signed = body({ alg, kid, typ: 'JWT', ...header }, claims)
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

/** A token that nobody signed. */
export const unsigned = (kid: string, claims: Json): string => `${body({ alg: 'none', kid }, claims)}.`

/** A token signed with the text of a public key, as if it were a secret that both sides share. */
export function signedWithPublicKey({ kid, publicKey }: SigningKey, claims: Json): string {
  const signed = body({ alg: 'HS256', kid }, claims)
  const secret = publicKey.export({ type: 'spki', format: 'pem' })
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

export interface Issuer {
  readonly url: string
  /** The paths that were asked for. */
  readonly asked: readonly string[]
  /** What it publishes; a test may change it. */
  readonly keys: SigningKey[]
  /** Whether it names the algorithm of its keys. */
  namesAlgorithms: boolean
  describes: string
  /** As the library fetches, but from a loopback address, where there is no TLS. */
  readonly fetcher: { fetch(uri: string): Promise<ArrayBuffer> }
}

/** An issuer of OpenID Connect on a loopback address, gone when the test is over. */
export async function startIssuer(...keys: SigningKey[]): Promise<Issuer> {
  const asked: string[] = []
  const server = createServer(({ url = '' }, response) => {
    asked.push(url)
    const documents: Json = {
      '/.well-known/openid-configuration': { issuer: issuer.describes, jwks_uri: `${issuer.url}/keys` },
      '/keys': {
        keys: issuer.keys.map(({ kid, alg, publicKey }) => ({
          ...publicKey.export({ format: 'jwk' }),
          kid,
          use: 'sig',
          ...(issuer.namesAlgorithms && { alg }),
        })),
      },
    }
    response.statusCode = url in documents ? 200 : 404
    response.end(JSON.stringify(documents[url]))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.close()
    await once(server, 'close')
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer: Issuer = {
    url,
    asked,
    keys,
    namesAlgorithms: true,
    describes: url,
    fetcher: {
      async fetch(uri) {
        const response = await fetch(uri, { headers: { connection: 'close' } })
        if (!response.ok) throw new Error(`${uri} answered ${response.status}.`)
        return response.arrayBuffer()
      },
    },
  }
  return issuer
}
