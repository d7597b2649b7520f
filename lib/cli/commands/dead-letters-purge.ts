import { Command } from 'commander'
import { purgeConfirmed } from '../../messaging/operate/purge-confirmed.ts'
import { printable } from '../../messaging/printable.ts'
import { summary } from '../dead-letter-summary.ts'
import { type DeadLetterOptions, openDeadLetters } from '../open-dead-letters.ts'
import { startProgress } from '../progress.ts'
import { type SelectionOptions, selectionOf, withSelectionOptions } from '../selection-options.ts'
import { confirmByTyping } from '../typed-confirmation.ts'
import { UsageError } from '../usage-error.ts'

interface Options extends DeadLetterOptions, SelectionOptions {
  readonly confirm?: string
}

const EXAMPLES = `
Examples:
  omnibus dead-letters purge inventory --id order-17
  omnibus dead-letters purge inventory --cause SCHEMA_MISMATCH
  omnibus dead-letters purge inventory --all --confirm inventory

It looks how many these are and asks for the subscription's name, which --confirm gives in scripts. Those that it found
are deleted, and none that died since; at most 10,000 at a time. What is deleted is gone for good; omnibus audit tells
afterwards which events these were.`

export function deadLettersPurge(root: string): Command {
  return withSelectionOptions(new Command('purge'))
    .description('Delete dead letters for good.')
    .argument('<subscription>')
    .option('--confirm <subscription>', 'its name once more, instead of typing it')
    .addHelpText('after', EXAMPLES)
    .action(async (subscription: string, options: Options) => {
      const selection = selectionOf(options)
      const deps = await openDeadLetters(root, subscription, options)
      let progress: ReturnType<typeof startProgress> | undefined
      const onProgress = (done: number, of: number): void => {
        // Not before somebody has typed, for however long.
        progress ??= startProgress()
        progress(`${done} of ${of}`)
      }
      const { purged, notFound } = await purgeConfirmed(
        deps,
        selection,
        (count) => confirm(subscription, count, options.confirm),
        onProgress,
      )
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
