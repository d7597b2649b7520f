import { Command } from 'commander'
import { type TopicState, topicStates } from '../../messaging/operate/topic-states.ts'
import { type StackOptions, withStackOptions } from '../locate.ts'
import { openDesk } from '../open-desk.ts'
import { columns } from '../printable.ts'

const EXAMPLES = `
Examples:
  omnibus topics
  omnibus topics --json | jq '.[].subscriptions[] | select(.deadLetters > 0).name'`

/** `omnibus topics` */
export function topicsCommand(root: string): Command {
  return withStackOptions(new Command('topics'))
    .description('The topics with their events and subscriptions, and what waits or died in them.')
    .addHelpText('after', EXAMPLES)
    .action(async (options: StackOptions) => {
      const topics = await topicStates(await openDesk(root, options))
      process.stdout.write(`${options.json ? JSON.stringify(topics, null, 2) : asTable(topics)}\n`)
    })
}

function asTable(topics: readonly TopicState[]): string {
  const rows = topics.map(({ name, ordered, events, subscriptions }) => [
    name,
    ordered ? 'yes' : 'no',
    total(subscriptions.map(({ backlog }) => backlog)),
    total(subscriptions.map(({ deadLetters }) => deadLetters)),
    events.join(', '),
    subscriptions.map((each) => each.name).join(', ') || 'none',
  ])
  return columns([['TOPIC', 'ORDERED', 'BACKLOG', 'DEAD LETTERS', 'EVENTS', 'SUBSCRIPTIONS'], ...rows])
}

/** Unknown as soon as one of them is. */
function total(counts: readonly (number | undefined)[]): string {
  const known = counts.filter((count) => count !== undefined)
  return known.length < counts.length ? '?' : String(known.reduce((sum, count) => sum + count, 0))
}
