import { type CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs'
import type { FunctionLogs, LoggedLine } from '../../messaging/operate/ports.ts'

/**
 * The log of one function, in its log group. Lines can be read some seconds after they were written, and not in order.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export function cloudWatchFunctionLogs(client: CloudWatchLogsClient, logGroupName: string): FunctionLogs {
  return {
    async read(since) {
      const request = { logGroupName, startTime: since }
      const lines: LoggedLine[] = []
      for await (const { events = [] } of paginateFilterLogEvents({ client }, request)) {
        lines.push(
          // AWS names every event; of one without a name its time and its text are what tells it from others.
          ...events.map(({ timestamp = 0, message = '', eventId = `${timestamp} ${message}` }) => ({
            id: `${logGroupName} ${eventId}`,
            at: timestamp,
            text: message,
          })),
        )
      }
      return lines
    },
  }
}
