import type { IncomingHttpHeaders } from 'node:http'
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
