import type { FunctionLogs } from '../../messaging/operate/ports.ts'
import { OUTPUTS } from '../../topology/resource-names.ts'
import { cloudWatchFunctionLogs } from './cloudwatch-function-logs.ts'
import type { Located } from './located.ts'
import { cloudWatchLogsClient } from './operator-clients.ts'

/** The logs of a bus's consumers, and of what publishes at its endpoint. */
export function awsFunctionLogs(
  { aws, output }: Pick<Located, 'aws' | 'output'>,
  of: { readonly subscriptions: readonly string[]; readonly publishing: boolean },
): readonly FunctionLogs[] {
  const client = cloudWatchLogsClient(aws)
  const outputs = [
    ...(of.publishing ? [OUTPUTS.publishLogs] : []),
    ...of.subscriptions.map((name) => OUTPUTS.consumerLogs(name)),
  ]
  return outputs.map((name) => cloudWatchFunctionLogs(client, output(name)))
}
