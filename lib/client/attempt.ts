import type { ClientSettings } from './client-options.ts'
import { type Endpoint, eventsUrl } from './endpoint.ts'
import type { Failure } from './publish-error.ts'
import type { PublishRequest } from './publish-request.ts'
import { type Outcome, readAnswer } from './read-answer.ts'
import { signedHeaders } from './sign-request.ts'

export interface Connection {
  readonly endpoint: Endpoint
  readonly settings: ClientSettings
}

/**
 * Sends a request once, and gives up after a while. Never throws for what the network or the endpoint does.
 * @throws the caller's reason when its signal aborts
 */
export async function attempt(
  connection: Connection,
  request: PublishRequest,
  timeoutMilliseconds: number,
): Promise<readonly Outcome[]> {
  const forEach = (failure: Failure): readonly Outcome[] => request.callKeys.map(() => failure)
  let headers: Headers
  try {
    headers = await headersOf(connection, request)
  } catch (cause) {
    return forEach(withoutCredentials(cause))
  }
  const over = new AbortController()
  const { clock, fetch } = connection.settings.platform
  void clock.sleep(timeoutMilliseconds, over.signal).then(() => over.abort())
  try {
    const response = await fetch(eventsUrl(connection.endpoint, request.topic), {
      method: 'POST',
      headers,
      body: request.body,
      // A signature holds for one address, and cookies are nothing to the bus.
      redirect: 'manual',
      credentials: 'omit',
      signal: request.signal ? AbortSignal.any([over.signal, request.signal]) : over.signal,
    })
    return await readAnswer(response, request)
  } catch (cause) {
    request.signal?.throwIfAborted()
    return forEach(noAnswer(cause, over.signal.aborted, timeoutMilliseconds))
  } finally {
    over.abort()
  }
}

async function headersOf(
  { endpoint, settings: { credentials, platform } }: Connection,
  { topic, key, isBatch, body }: PublishRequest,
): Promise<Headers> {
  const headers = {
    'content-type': isBatch ? 'application/cloudevents-batch+json' : 'application/cloudevents+json',
    'idempotency-key': key,
  }
  if (credentials === undefined || endpoint.region === undefined) return new Headers(headers)
  const current = typeof credentials === 'function' ? await credentials() : credentials
  const request = { url: eventsUrl(endpoint, topic), headers, body }
  return signedHeaders(request, current, endpoint.region, platform.clock.now())
}

function withoutCredentials(cause: unknown): Failure {
  const reason = `There are no credentials to sign with (${(cause as Error)?.message}).`
  return { accepted: false, reason, retriable: false, mayBePublished: false, cause }
}

function noAnswer(cause: unknown, isTimeout: boolean, timeoutMilliseconds: number): Failure {
  const { message, cause: deeper } = cause as Error
  const reason = isTimeout
    ? `There was no answer within ${timeoutMilliseconds / 1_000} seconds.`
    : `There was no answer (${(deeper as Error | undefined)?.message || message}).`
  return { accepted: false, reason, retriable: true, mayBePublished: true, cause }
}
