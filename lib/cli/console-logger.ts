import type { Log } from '../local/log.ts'
import type { Logger } from '../messaging/ports.ts'

/** Lines as functions write them, so that they look the same. */
export function consoleLogger(log: (...line: Parameters<Log>) => unknown): Logger {
  const write = (level: string, message: string, fields: object = {}): void => {
    const timestamp = new Date().toISOString()
    log({
      source: 'console',
      text: JSON.stringify({ level, message, timestamp, service: 'console', ...fields }),
    })
  }
  return {
    info: (message, fields) => write('INFO', message, fields),
    warn: (message, fields) => write('WARN', message, fields),
  }
}
