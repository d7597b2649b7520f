import type { IncomingHttpHeaders } from 'node:http'

/** Names of this machine. */
const LOCAL_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * Whether a request comes from a program or a page of this machine. Another Host may be a page whose name was made
 * to resolve to this machine (DNS rebinding); another Origin is a page that posts across sites, which needs no
 * permission for a plain form or text.
 */
export function isLocalCaller({ host = '', origin }: IncomingHttpHeaders): boolean {
  const hostname = host.replace(/:\d+$/, '').toLowerCase()
  return isLocalHost(hostname) && (origin === undefined || isLocalOrigin(origin))
}

function isLocalOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLocalHost(new URL(origin).hostname)
}

/** `<bucket>.localhost` is how S3 clients ask for a bucket; every name under localhost is this machine (RFC 6761). */
const isLocalHost = (name: string): boolean => LOCAL_HOSTS.has(name) || name.endsWith('.localhost')
