import { Logger as PowertoolsLogger } from '@aws-lambda-powertools/logger'
import type { Logger } from '../../messaging/ports.ts'

/** Structured lines for CloudWatch, one JSON object each. */
export function cloudWatchLogger(serviceName: string): Logger {
  const logger = new PowertoolsLogger({ serviceName })
  return {
    info: (message, fields) => logger.info(message, { ...fields }),
    warn: (message, fields) => logger.warn(message, { ...fields }),
  }
}
