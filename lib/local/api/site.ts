import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Log } from '../log.ts'
import { type LoopbackServer, plainText, readBody, serveHere } from './loopback-server.ts'
import type { HttpAnswer } from './proxy-answer.ts'

/** An HTTP request with its whole body. */
export interface SiteRequest {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What lies beside the REST APIs of the templates, on the same port. Only programs and pages of this machine ask. */
export interface Site {
  /** Whether a path is its own. */
  owns(path: string): boolean
  answer(request: SiteRequest): Promise<HttpAnswer>
}

export async function answerSite(site: Site, message: IncomingMessage, url: URL): Promise<HttpAnswer> {
  const body = await readBody(message)
  if (body === undefined) return plainText(413, 'The body is too large.')
  return await site.answer({ method: message.method ?? '', url, headers: message.headers, body })
}

/** A site with nothing beside it. */
export function serveSite(
  site: Site,
  options: { readonly port: number; readonly log: Log; readonly command?: string },
): Promise<LoopbackServer> {
  return serveHere(options, (message, url) =>
    site.owns(url.pathname) ? answerSite(site, message, url) : plainText(404, 'There is nothing here.'),
  )
}
