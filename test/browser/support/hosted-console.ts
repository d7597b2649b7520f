import { createServer } from 'node:http'
import { idTokenVerifier } from '../../../lib/adapters/oidc/id-token-verifier.ts'
import { buildWebConsole } from '../../../lib/cli/build-web-console.ts'
import { readStaticFiles } from '../../../lib/cli/static-files.ts'
import { type Caller, callerOf } from '../../../lib/console-api/caller.ts'
import { consoleHeaders } from '../../../lib/topology/console-headers.ts'
import type { SignInRules } from '../../../lib/topology/sign-in.ts'
import { ROOT } from '../../support/root.ts'
import { CLIENT, listen, type SigningIssuer } from './signing-issuer.ts'

/** The built console as the cloud serves it: with its policy and configuration, before an API that verifies tokens. */
export interface HostedConsole {
  readonly origin: string
  /** Who asked for what. */
  readonly asked: { readonly path: string; readonly caller: Caller | undefined }[]
  close(): void
}

export async function startHostedConsole(issuer: SigningIssuer): Promise<HostedConsole> {
  const rules: SignInRules = {
    issuer: issuer.origin,
    clientId: CLIENT,
    rolesClaim: 'groups',
    operatorRole: 'operators',
    readerRole: 'readers',
  }
  const files = await readStaticFiles(await buildWebConsole(ROOT))
  const verify = idTokenVerifier(rules, issuer.fetcher)
  const asked: HostedConsole['asked'] = []
  const headers = { ...consoleHeaders([issuer.origin]), 'content-type': 'application/json' }
  const signIn = { authority: issuer.origin, clientId: CLIENT, scope: 'openid email' }

  async function desk(path: string, authorization = ''): Promise<{ status: number; body: object }> {
    const verified = await verify(authorization.replace(/^Bearer /, ''))
    const caller = 'claims' in verified ? callerOf(verified.claims, rules) : undefined
    asked.push({ path, caller })
    if (!caller?.role) return { status: 401, body: { detail: 'The token does not hold.' } }
    const { name: principal, role } = caller
    const session = { bus: 'omnibus', stage: 'prod', principal, role, topics: [], subscriptions: [] }
    const body =
      path === '/console/session' ? session : { at: Date.now(), topics: [], attention: [], series: [] }
    return { status: 200, body: { ...body, metricsPeriodSeconds: 60 } }
  }

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://console')
    if (pathname === '/config.json')
      return void response.writeHead(200, headers).end(JSON.stringify({ signIn }))
    if (pathname.startsWith('/console/')) {
      const { status, body } = await desk(pathname, request.headers.authorization)
      return void response.writeHead(status, headers).end(JSON.stringify(body))
    }
    const file = files.answer('GET', pathname)
    const served = { ...file?.headers, ...consoleHeaders([issuer.origin]) }
    for (const [name, value] of Object.entries(served)) response.setHeader(name, value)
    response.writeHead(file?.status ?? 404).end(file?.body)
  })
  return {
    origin: await listen(server),
    asked,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
