import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs'
import type { RunningStack } from '../support/running-stack.ts'

/** Every line in the log groups of a stack. */
export async function logLines(resources: RunningStack['resources']): Promise<readonly string[]> {
  const client = new CloudWatchLogsClient({})
  const groups = resources.filter(({ type }) => type === 'AWS::Logs::LogGroup')
  const lines = await Promise.all(
    groups.map(async ({ physicalId: logGroupName }) => {
      const texts: string[] = []
      for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName })) {
        texts.push(...events.map(({ message = '' }) => message))
      }
      return texts
    }),
  )
  client.destroy()
  return lines.flat()
}
