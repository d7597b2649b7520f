import { Command } from 'commander'
import { listDeadLetters } from '../../messaging/dead-letter/list-dead-letters.ts'
import { purge } from '../../messaging/operate/purge.ts'
import { printable } from '../../messaging/printable.ts'
import { isSelected } from '../../messaging/redrive/selection.ts'
import { summary } from '../dead-letter-summary.ts'
import { type DeadLetterOptions, openDeadLetters } from '../open-dead-letters.ts'
import { startProgress } from '../progress.ts'
import { type SelectionOptions, selectionOf, withSelectionOptions } from '../selection-options.ts'
import { confirmByTyping } from '../typed-confirmation.ts'
import { UsageError } from '../usage-error.ts'

interface Options extends DeadLetterOptions, SelectionOptions {
  readonly confirm?: string
}

/** As many as are looked through, and deleted at most. */
const MAX_LOOK = 10_000

const EXAMPLES = `
Examples:
  omnibus dead-letters purge inventory --id order-17
  omnibus dead-letters purge inventory --cause SCHEMA_MISMATCH
  omnibus dead-letters purge inventory --all --confirm inventory

It asks for the subscription's name, which --confirm gives in scripts. What is deleted is gone for good; at most 10,000
at a time. omnibus audit tells afterwards which events these were.`

export function deadLettersPurge(root: string): Command {
  return withSelectionOptions(new Command('purge'))
    .description('Delete dead letters for good.')
    .argument('<subscription>')
    .option('--confirm <subscription>', 'its name once more, instead of typing it')
    .addHelpText('after', EXAMPLES)
    .action(async (subscription: string, options: Options) => {
      const selection = selectionOf(options)
      const deps = await openDeadLetters(root, subscription, options)
      const letters = await listDeadLetters(deps, MAX_LOOK)
      const count = letters.filter((letter) => isSelected(letter, selection)).length
      if (count > 0) await confirm(subscription, count, options.confirm)
      const progress = startProgress()
      const { purged, notFound } = await purge(deps, selection, (done, of) => progress(`${done} of ${of}`))
      const text = `${purged.length === 1 ? '1 dead letter' : `${purged.length} dead letters`} of ${subscription} deleted.`
      const json = { purged: purged.map(summary), notFound }
      process.stdout.write(`${options.json ? JSON.stringify(json, null, 2) : text}\n`)
      if (notFound.length > 0) {
        const missing = printable(notFound.join(', '))
        throw new UsageError(`Not among the dead letters of ${subscription}: ${missing}.`)
      }
    })
}

async function confirm(subscription: string, count: number, given: string | undefined): Promise<void> {
  if (given === subscription) return
  if (given !== undefined) throw new UsageError(`--confirm must be '${subscription}': nothing was done.`)
  const letters = count === 1 ? '1 dead letter' : `${count} dead letters`
  await confirmByTyping(subscription, `${letters} of ${subscription} will be deleted for good.`)
}
