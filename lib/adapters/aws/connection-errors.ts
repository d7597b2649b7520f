const TIMED_OUT: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'No connection was made in time.',
  UND_ERR_HEADERS_TIMEOUT: 'No answer came in time.',
  UND_ERR_BODY_TIMEOUT: 'The answer broke off.',
}

/** The connection ended in the midst of a call. */
const LOST = ['UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']

/**
 * An error under the name and code that the SDK knows it by, from its own connections: so it tells what to try again.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function knownToTheSdk(error: Error & { readonly code?: string }): Error {
  const { code = '' } = error
  const timedOut = TIMED_OUT[code]
  if (timedOut !== undefined)
    return Object.assign(new Error(timedOut, { cause: error }), { name: 'TimeoutError' })
  if (!LOST.includes(code)) return error
  const lost = new Error(`The connection was lost: ${error.message}`, { cause: error })
  return Object.assign(lost, { name: 'TimeoutError', code: code.startsWith('UND_') ? 'ECONNRESET' : code })
}

export function aborted(signal: AbortSignal | undefined): Error {
  return Object.assign(new Error('Request aborted', { cause: signal?.reason }), { name: 'AbortError' })
}
