import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { signingKey, token } from '../../support/issuer.ts'

export const CLIENT = 'console'

/** An issuer of OpenID Connect that knows one user and asks nothing: code with PKCE, refresh tokens for one use. */
export interface SigningIssuer {
  readonly origin: string
  /** The roles in the next token, and for how long it is good. */
  next: { roles: readonly string[]; seconds: number; refreshes: boolean }
  /** What was asked of it: `authorize`, `code`, `refresh_token`, `logout`. */
  readonly asked: string[]
  /** The addresses at which sessions were ended. */
  readonly logouts: URL[]
  readonly fetcher: { fetch(uri: string): Promise<ArrayBuffer> }
  close(): void
}

export async function startSigningIssuer(): Promise<SigningIssuer> {
  const key = signingKey()
  const challenges = new Map<string, string>()
  const refreshTokens = new Set<string>()
  const server = createServer((request, response) => void answer(request, response))
  const origin = await listen(server)
  const issuer: SigningIssuer = {
    origin,
    next: { roles: ['readers'], seconds: 3_600, refreshes: true },
    asked: [],
    logouts: [],
    fetcher: { fetch: async (uri) => (await fetch(uri)).arrayBuffer() },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return issuer

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', origin)
    if (url.pathname === '/authorize') return authorize(url, response)
    if (url.pathname === '/logout') {
      issuer.logouts.push(url)
      return void response.setHeader('content-type', 'text/html').end('<h1>Signed out</h1>')
    }
    response.setHeader('access-control-allow-origin', '*').setHeader('content-type', 'application/json')
    if (url.pathname === '/token') return grant(new URLSearchParams(await text(request)), response)
    const documents: Record<string, unknown> = {
      '/.well-known/openid-configuration': {
        issuer: origin,
        jwks_uri: `${origin}/keys`,
        authorization_endpoint: `${origin}/authorize`,
        token_endpoint: `${origin}/token`,
        end_session_endpoint: `${origin}/logout`,
      },
      '/keys': {
        keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: key.kid, alg: key.alg, use: 'sig' }],
      },
    }
    response.end(JSON.stringify(documents[url.pathname]))
  }

  function authorize({ searchParams: asked }: URL, response: ServerResponse): void {
    issuer.asked.push('authorize')
    const code = randomUUID()
    if (asked.get('code_challenge_method') === 'S256') challenges.set(code, asked.get('code_challenge') ?? '')
    const back = new URL(asked.get('redirect_uri') ?? '')
    back.searchParams.set('code', code)
    back.searchParams.set('state', asked.get('state') ?? '')
    response.writeHead(302, { location: back.href }).end()
  }

  function grant(form: URLSearchParams, response: ServerResponse): void {
    const kind = form.get('grant_type') ?? ''
    issuer.asked.push(kind)
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const granted =
      kind === 'code' || kind === 'authorization_code'
        ? challenges.get(form.get('code') ?? '') === verifier
        : refreshTokens.delete(form.get('refresh_token') ?? '')
    if (!granted) return void response.writeHead(400).end(JSON.stringify({ error: 'invalid_grant' }))
    const { roles, seconds, refreshes } = issuer.next
    const now = Math.floor(Date.now() / 1_000)
    const claims = {
      iss: origin,
      aud: CLIENT,
      sub: '4711',
      email: 'ada@example.com',
      iat: now,
      exp: now + seconds,
    }
    const refresh = randomUUID()
    if (refreshes) refreshTokens.add(refresh)
    const answer = {
      access_token: 'not shown to anybody',
      token_type: 'Bearer',
      expires_in: seconds,
      scope: 'openid',
      id_token: token(key, { ...claims, groups: roles }),
      ...(refreshes && { refresh_token: refresh }),
    }
    response.end(JSON.stringify(answer))
  }
}

/** On a free port of the loopback address. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
