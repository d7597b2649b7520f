import { Command } from 'commander'
import { PublishError } from '../../client/index.ts'
import { printable } from '../../messaging/printable.ts'
import { STATUS } from '../exit-status.ts'
import { DEFAULT_API } from '../find-stack.ts'
import { oneLine } from '../printable.ts'
import { startProgress } from '../progress.ts'
import { type EntryResult, mayPass, publishEntries } from '../publish-entries.ts'
import { clientFor, entriesOf, type PublishOptions } from '../publish-options.ts'
import { UsageError } from '../usage-error.ts'

const PROGRESS_MILLISECONDS = 1_000

const EXAMPLES = `
Examples:
  omnibus publish orders order.cancelled --data '{"orderId":"order-1001"}'
  omnibus publish orders --events orders.ndjson --idempotency-key import-2026-01-31
  omnibus publish stock stock.received --data @goods.json --url https://<api>.execute-api.<region>.amazonaws.com/v1

--events reads one event, a JSON array of events, or one event a line, each an object with type and data. What is
refused is told by its line, and has no effect on the others. Run again with the same --idempotency-key, the same
events are not published twice.

Exit status: 0 all accepted, 1 something was refused, ${STATUS.tryAgain} something was not accepted for now: run it again.`

/** `omnibus publish <topic> [type]` */
export function publishCommand(): Command {
  return new Command('publish')
    .description('Publish one event, or all events of a file.')
    .argument('<topic>')
    .argument('[type]', 'event type, with --data')
    .option('--data <json>', "the event's data: JSON, @<file>, or - for standard input")
    .option('--events <file>', 'whole events, or - for standard input')
    .option('--id <id>', 'id of the event (default: made of the idempotency key)')
    .option('--source <source>', 'who speaks, for events that do not say it', '/omnibus/cli')
    .option('--subject <subject>', 'what the event is about')
    .option('--partition-key <key>', 'what order is kept within, on ordered topics')
    .option('--idempotency-key <key>', 'makes a repeat of this command publish nothing new (default: a UUID)')
    .option(
      '--url <url>',
      `address of the bus (default: OMNIBUS_URL, else the local stack at ${DEFAULT_API})`,
    )
    .option('--region <region>', 'of a custom domain in AWS (default: AWS_REGION)')
    .option('--json', 'print JSON, one result a line')
    .addHelpText('after', EXAMPLES)
    .action(publish)
}

async function publish(topic: string, type: string | undefined, options: PublishOptions): Promise<void> {
  const { entries, key } = await entriesOf(type, options)
  const client = await clientFor(options)
  const told = { accepted: 0, refused: 0, later: 0 }
  const progress = startProgress()
  const timer = setInterval(() => {
    progress(`${told.accepted + told.refused} of ${entries.length} events, idempotency key ${key}`)
  }, PROGRESS_MILLISECONDS)
  try {
    for await (const entry of publishEntries(client, topic, entries, key)) {
      tell(entry, options)
      const { result } = entry
      told[result.accepted ? 'accepted' : mayPass(result.error) ? 'later' : 'refused'] += 1
    }
  } catch (cause) {
    // The client's words for a call that it cannot make.
    throw cause instanceof TypeError ? new UsageError(cause.message, { cause }) : cause
  } finally {
    clearInterval(timer)
  }
  conclude(entries.length, told, key)
}

function tell({ position, result }: EntryResult, { json }: PublishOptions): void {
  if (result.accepted) {
    const { accepted, ...receipt } = result
    process.stdout.write(
      `${json ? JSON.stringify({ position, accepted, ...receipt }) : `accepted ${oneLine(result.id, 200)}`}\n`,
    )
    return
  }
  const { error } = result
  const { message } = error
  if (json) {
    const { status, mayBePublished = false, problem } = error instanceof PublishError ? error : {}
    const told = { position, accepted: false, status, mayBePublished, message, problem }
    process.stdout.write(`${JSON.stringify(told)}\n`)
  } else {
    const what = mayPass(error) ? 'not accepted for now' : 'refused'
    process.stderr.write(`${what}: ${position}: ${oneLine(message, 2_000)}\n`)
  }
}

/** The exit status, and what there is to do. What was not told of was not sent. */
function conclude(
  all: number,
  { accepted, refused }: Readonly<Record<'accepted' | 'refused', number>>,
  key: string,
): void {
  const later = all - accepted - refused
  if (refused > 0) process.exitCode = STATUS.mistake
  if (later > 0) process.exitCode = STATUS.tryAgain
  if (all > 1) {
    const rest = later > 0 ? `, ${later} not accepted for now` : ''
    process.stderr.write(`${accepted} accepted, ${refused} refused${rest}.\n`)
  }
  if (later > 0) {
    const again = `--idempotency-key '${printable(key)}'`
    process.stderr.write(`Run the same again with ${again}: nothing is published twice.\n`)
  }
}
