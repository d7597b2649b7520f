import type { KeptLine, KeptLogs } from './kept-logs.ts'
import { type ApiAnswer, type OwnApi, refused } from './own-api.ts'

const ACTION = 'Logs_20140328.FilterLogEvents'
/** As AWS has it. */
const MAX_EVENTS = 10_000

/**
 * CloudWatch's `FilterLogEvents` on what functions have written here of late. It knows no filter
 * patterns.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export function logsApi(logs: KeptLogs): OwnApi {
  return (call) => {
    // The body of any other call may not be JSON.
    if (call.target !== ACTION) return undefined
    const { logGroupName, startTime = 0, filterPattern = '', nextToken } = call.body
    if (typeof logGroupName !== 'string')
      return refused(400, 'InvalidParameterException', 'logGroupName is missing.')
    if (filterPattern !== '')
      return refused(
        400,
        'InvalidParameterException',
        'At home lines are not filtered: leave filterPattern out.',
      )
    const fitting = logs.linesOf(logGroupName).filter((line) => line.timestamp >= Number(startTime))
    return page(fitting, nextToken === undefined ? '' : String(nextToken))
  }
}

function page(lines: readonly KeptLine[], after: string): ApiAnswer {
  const left = lines.filter(({ eventId }) => eventId > after)
  const events = left.slice(0, MAX_EVENTS)
  const last = events.at(-1)
  return {
    status: 200,
    body: { events, ...(last && left.length > MAX_EVENTS && { nextToken: last.eventId }) },
  }
}
