import { Command } from 'commander'
import { type EventTimeline, eventTimeline } from '../../messaging/operate/event-timeline.ts'
import { type StackOptions, withStackOptions } from '../locate.ts'
import { ensureTopic, openDesk } from '../open-desk.ts'
import { columns, oneLine } from '../printable.ts'

interface Options extends StackOptions {
  readonly source: string
}

const EXAMPLES = `
Example:
  omnibus events show orders 7f3c…  --source /checkout

Both are what the publish answer gave. The ledger knows an event from its first attempt on: NOT_SEEN is one that waits,
was filtered out, or is older than the ledger's 45 days.`

/** `omnibus events show` */
export function eventsCommand(root: string): Command {
  return new Command('events').description('What became of an event.').addCommand(eventsShow(root))
}

function eventsShow(root: string): Command {
  return withStackOptions(new Command('show'))
    .description('Show where an event is in each subscription, and what happened to it, oldest first.')
    .argument('<topic>')
    .argument('<id>')
    .requiredOption('--source <source>', 'of the event: its id alone does not name it')
    .addHelpText('after', EXAMPLES)
    .action(async (topic: string, id: string, options: Options) => {
      const desk = await openDesk(root, options)
      ensureTopic(desk, topic)
      const timeline = await eventTimeline(desk, topic, { source: options.source, id })
      process.stdout.write(`${options.json ? JSON.stringify(timeline, null, 2) : asText(timeline)}\n`)
    })
}

function asText({ deliveries, moments }: EventTimeline): string {
  const states = deliveries.map(({ subscription, state, attempts }) => [
    subscription,
    state,
    String(attempts),
  ])
  const told = moments.map(({ at, subscription, what }) => [
    new Date(at).toISOString(),
    subscription ?? '',
    oneLine(what, 200),
  ])
  return [
    columns([['SUBSCRIPTION', 'STATE', 'ATTEMPTS'], ...states]),
    ...(told.length > 0 ? ['', columns(told)] : []),
  ].join('\n')
}
