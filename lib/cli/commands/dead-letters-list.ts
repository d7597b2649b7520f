import { Command } from 'commander'
import { type DeadLetter, listDeadLetters } from '../../messaging/dead-letter/list-dead-letters.ts'
import { summary } from '../dead-letter-summary.ts'
import { type DeadLetterOptions, openDeadLetters } from '../open-dead-letters.ts'
import { columns, oneLine } from '../printable.ts'
import { wholeNumber } from '../whole-number.ts'

interface Options extends DeadLetterOptions {
  readonly limit: number
}

const EXAMPLES = `
Examples:
  omnibus dead-letters list inventory
  omnibus dead-letters list inventory --stage prod --json | jq 'group_by(.cause) | map({cause: .[0].cause, n: length})'

It takes nothing from the queue. The cause is shown as the handler told it.`

export function deadLettersList(root: string): Command {
  return new Command('list')
    .description('List the dead letters of a subscription with their causes, oldest first.')
    .argument('<subscription>')
    .option('--limit <count>', 'at most this many', wholeNumber, 100)
    .addHelpText('after', EXAMPLES)
    .action(async (subscription: string, options: Options) => {
      const deps = await openDeadLetters(root, subscription, options)
      const { letters, isPart } = await listDeadLetters(deps, options.limit)
      const output = options.json
        ? JSON.stringify(letters.map(summary), null, 2)
        : asTable(subscription, letters)
      process.stdout.write(`${output}\n`)
      if (isPart) process.stderr.write(`There may be more: ${whyPart(letters.length, options.limit)}.\n`)
    })
}

const whyPart = (listed: number, limit: number): string =>
  listed < limit ? 'these are as large as what is looked at in one go' : `--limit is ${limit}`

function asTable(subscription: string, letters: readonly DeadLetter[]): string {
  if (letters.length === 0) return `${subscription} has no dead letters.`
  const rows = letters
    .map(summary)
    .map(({ id, messageId, type, attempts, receivedAt, cause }) => [
      oneLine(id ?? messageId, 40),
      oneLine(type ?? '(no event)', 30),
      receivedAt,
      String(attempts ?? '?'),
      oneLine(cause ?? 'unknown: SQS moved it after its last receive', 100),
    ])
  return columns([['ID', 'TYPE', 'RECEIVED', 'ATTEMPTS', 'CAUSE'], ...rows])
}
