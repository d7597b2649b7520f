import { Command } from 'commander'
import { auditedEdit } from '../../messaging/operate/audited-edit.ts'
import { EditOvertaken, EditRefused } from '../../messaging/redrive/redrive-edited.ts'
import { type DeadLetterOptions, openDeadLetters } from '../open-dead-letters.ts'
import { dataText } from '../publish-options.ts'
import { UsageError } from '../usage-error.ts'

interface Options extends DeadLetterOptions {
  readonly id: string
  readonly data: string
}

const EXAMPLE = `
Example:
  omnibus dead-letters show inventory --id order-17 --json | jq '.body | fromjson | .data' > data.json
  omnibus dead-letters edit inventory --id order-17 --data @data.json

The edited event is a new one: only this subscription gets it, its causationid is the id of the dead one, which is
RESOLVED from then on. The same edit again changes nothing. Where the data still has the mask of a sensitive value, the
event gets that value.`

export function deadLettersEdit(root: string): Command {
  return new Command('edit')
    .description('Put a dead letter right: send its event with other data to this subscription.')
    .argument('<subscription>')
    .requiredOption('--id <id>', 'id of the event or of the message')
    .requiredOption('--data <json>', 'all of the data: JSON, @<file>, or - for standard input')
    .addHelpText('after', EXAMPLE)
    .action(async (subscription: string, options: Options) => {
      const json = await dataText(options.data)
      const deps = await openDeadLetters(root, subscription, options)
      const { attributes } = await auditedEdit(deps, options.id, json).catch((error: unknown) => {
        const isTold = error instanceof EditRefused || error instanceof EditOvertaken
        throw isTold ? new UsageError(error.message, { cause: error }) : error
      })
      const { id, source, causationid } = attributes
      const output = options.json
        ? JSON.stringify({ id, source, causationid }, null, 2)
        : `'${causationid}' of ${subscription} is resolved by '${id}'.`
      process.stdout.write(`${output}\n`)
    })
}
