import { styleText } from 'node:util'
import type { Home } from '../local/home.ts'
import type { LocalStack } from '../local/local-options.ts'
import { subscriptionSettings } from '../topology/settings.ts'
import type { Topology } from '../topology/types.ts'
import { columns } from './printable.ts'

/** What a newcomer sees when the stack is up: where it is, what it holds, what it leaves out, what to try. */
export function welcome(topology: Topology, stack: LocalStack, example: Home['example']): string {
  const { origin } = new URL(stack.apiUrl)
  const topics = Object.entries(topology.topics).map(([name, { ordered, events }]) => [
    name,
    [...Object.keys(events), ...(ordered ? ['(ordered)'] : [])].join(', ').replace(', (', ' ('),
  ])
  const subscriptions = Object.keys(topology.subscriptions).map((name) => {
    const { topic, events } = subscriptionSettings(topology, name)
    return [name, `${topic}: ${events.join(', ')}`]
  })
  const leftOut = stack.notRunLocally.map(({ type, logicalIds, reason }) => [
    `${type} (${logicalIds.length})`,
    reason,
  ])
  return [
    '',
    `${styleText('bold', 'Omnibus runs at')} ${styleText(['bold', 'green'], origin)}`,
    `${styleText('bold', 'Its console is at')} ${styleText(['bold', 'green'], `${origin}/`)}`,
    section('Topics', topics),
    section('Subscriptions', subscriptions),
    section('Not run locally', leftOut),
    ...(example ? [`\n${styleText('bold', 'Try it')}\n  ${curl(stack.apiUrl, example)}`] : []),
    '\nCtrl-C ends it. Edit a handler and it is reloaded; edit the topology and start again.\n',
  ].join('\n')
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  const table = rows.length === 0 ? 'none' : columns(rows)
  return `\n${styleText('bold', title)}\n  ${table.replaceAll('\n', '\n  ')}`
}

function curl(apiUrl: string, { topic, file }: NonNullable<Home['example']>): string {
  return `curl -i ${apiUrl}/topics/${topic}/events -H 'content-type: application/json' -d @${file}`
}
