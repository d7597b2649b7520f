import type { ClientOptions } from './client-options.ts'

/** Where a bus is. */
export interface Endpoint {
  /** Of the stage, without a slash at its end. */
  readonly url: string
  /** The region that requests are signed for; absent where nothing is signed. */
  readonly region?: string
}

const EXAMPLE = 'https://<api>.execute-api.<region>.amazonaws.com/v1, or http://127.0.0.1:4000 at home'

/** @throws TypeError when the address is none, or its region is needed and cannot be told */
export function endpointAt(address: string, { credentials, region }: ClientOptions): Endpoint {
  if (!URL.canParse(address) || !/^https?:/i.test(address)) {
    throw new TypeError(`'${address}' is not the url of a bus. Give ${EXAMPLE}.`)
  }
  const { protocol, origin, hostname, pathname } = new URL(address)
  // The stage has the same name in the cloud and at home; a custom domain may map it elsewhere.
  const url = `${origin}${pathname === '/' ? '/v1' : pathname.replace(/(?<!\/)\/+$/, '')}`
  if (protocol !== 'https:' || credentials === undefined) return { url }
  const named = /\bexecute-api\.([a-z0-9-]+)\./.exec(hostname)?.[1] ?? region
  if (named !== undefined) return { url, region: named }
  throw new TypeError(`The host '${hostname}' does not tell its AWS region. Give the option region.`)
}

export function eventsUrl({ url }: Endpoint, topic: string): string {
  return `${url}/topics/${encodeURIComponent(topic)}/events`
}
