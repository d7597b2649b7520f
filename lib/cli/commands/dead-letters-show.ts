import { Command } from 'commander'
import { printable } from '../../messaging/printable.ts'
import { redactBody } from '../../messaging/redact.ts'
import { summary } from '../dead-letter-summary.ts'
import { findDeadLetter } from '../find-dead-letter.ts'
import { type DeadLetterOptions, openDeadLetters } from '../open-dead-letters.ts'
import { columns } from '../printable.ts'

interface Options extends DeadLetterOptions {
  readonly id: string
}

const EXAMPLES = `
Examples:
  omnibus dead-letters show inventory --id order-17
  omnibus dead-letters show inventory --id order-17 --json | jq '.body | fromjson | .data'

Values that a schema marks as sensitive are masked; equal values of a field have the same mask. The cause is shown as the
handler told it.`

export function deadLettersShow(root: string): Command {
  return new Command('show')
    .description('Show one dead letter whole, with its body.')
    .argument('<subscription>')
    .requiredOption('--id <id>', 'id of the event or of the message')
    .addHelpText('after', EXAMPLES)
    .action(async (subscription: string, options: Options) => {
      const deps = await openDeadLetters(root, subscription, options)
      const found = await findDeadLetter(deps, options.id)
      const topic = deps.topology.subscriptions[subscription]?.topic ?? ''
      const body = redactBody(deps.topology, topic, found.message.body)
      const output = options.json
        ? JSON.stringify({ ...summary(found), body }, null, 2)
        : `${columns(Object.entries(summary(found)).map(([name, value]) => [name, printable(String(value ?? '-'))]))}\n\n${printable(body)}`
      process.stdout.write(`${output}\n`)
    })
}
