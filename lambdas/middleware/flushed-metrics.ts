import type { MiddlewareObj } from '@middy/core'
import type { InvocationMetrics } from '../../lib/adapters/aws/metrics.ts'

/** Writes what an invocation has measured, however it ended. */
export function flushedMetrics({ flush }: InvocationMetrics): MiddlewareObj {
  return { after: flush, onError: flush }
}
