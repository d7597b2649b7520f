import { SwitchMissing } from '../messaging/operate/ports.ts'
import type { Logger } from '../messaging/ports.ts'
import { PASSING_KINDS, Problem } from '../messaging/problem.ts'
import type { ConsoleRequest, ConsoleResponse } from './dependencies.ts'

/** AWS has many words for it. */
const NOT_ALLOWED = /^(?:AccessDenied|AuthorizationError|UnauthorizedOperation|NotAuthorized)/

/** What was thrown, in words for the one who asked. What is our own fault is logged. */
export function problemOf(logger: Logger, { requestId, operation }: ConsoleRequest, error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof SwitchMissing) {
    const detail =
      'Nothing feeds this consumer: its event source mapping is gone. Deploy with --revert-drift.'
    return new Problem('not-found', detail, [], { cause: error })
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error))
  if (NOT_ALLOWED.test(name)) {
    return new Problem('forbidden', `AWS does not allow it (${name}): ${message}`, [], { cause: error })
  }
  logger.warn('request failed', {
    requestId,
    operation: operation ?? 'none',
    reason: name,
    stack: stack ?? '',
  })
  const detail = `Something went wrong here (${name}). Its log says more, under request ${requestId}.`
  return new Problem('internal-error', detail, [], { cause: error })
}

/** @see https://www.rfc-editor.org/rfc/rfc9457 */
export function problemResponse(problem: Problem, requestId: string): ConsoleResponse {
  const passes = PASSING_KINDS.includes(problem.kind)
  return {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', ...(passes && { 'retry-after': '1' }) },
    body: JSON.stringify({ ...problem.toDocument(), requestId }),
  }
}
