import type { Topology } from '../../topology/types.ts'
import type { HttpRequest, HttpResponse } from '../http.ts'

interface OptionsDependencies {
  readonly topology: Topology
  /** What the stage lets through. */
  readonly requestsPerSecond: number
}

type Headers = HttpRequest['headers']

/**
 * `OPTIONS /v1/topics/{topic}/events`, which nobody signs: whether a sender of webhooks may deliver here, or else
 * whether a page may. Permission is in the header fields, never in the status, and is no authorization.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection
 */
export function answerOptions(deps: OptionsDependencies, { headers, path }: HttpRequest): HttpResponse {
  const isTopic = Object.hasOwn(deps.topology.topics, path['topic'] ?? '')
  const permission =
    'webhook-request-origin' in headers
      ? isTopic && webhookPermission(headers, deps.requestsPerSecond * 60)
      : pagePermission(headers, deps.topology.browserOrigins ?? [])
  return { status: 204, headers: { allow: 'GET, POST, OPTIONS', ...permission } }
}

const DNS_NAME = /^(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/i

function webhookPermission(headers: Headers, requestsPerMinute: number): Record<string, string> {
  const origin = headers['webhook-request-origin'] ?? ''
  if (!DNS_NAME.test(origin)) return {}
  const wished = /^[1-9]\d{0,8}$/.exec(headers['webhook-request-rate'] ?? '')?.[0]
  const rate = Math.min(Number(wished ?? requestsPerMinute), requestsPerMinute)
  return { 'webhook-allowed-origin': origin, 'webhook-allowed-rate': String(rate) }
}

/** What signing, the binary mode, idempotency and tracing need. */
const ALLOWED_FIELD =
  /^(?:authorization|content-type|idempotency-key|traceparent|tracestate|x-amz-[a-z0-9-]+|ce-[a-z0-9]+)$/
const PREFLIGHT_SECONDS = 7_200

/** The origin itself is on every answer that it may read. @see https://fetch.spec.whatwg.org/#cors-preflight-fetch */
function pagePermission(headers: Headers, origins: readonly string[]): Record<string, string> {
  if (!origins.includes(headers['origin'] ?? '')) return {}
  const asked = (headers['access-control-request-headers'] ?? '').toLowerCase().split(/[ ,]+/)
  return {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': asked.filter((name) => ALLOWED_FIELD.test(name)).join(', '),
    'access-control-max-age': String(PREFLIGHT_SECONDS),
  }
}
