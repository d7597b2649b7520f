import { Command } from 'commander'
import { printable } from '../../messaging/printable.ts'
import { redrive } from '../../messaging/redrive/redrive.ts'
import { summary } from '../dead-letter-summary.ts'
import { type DeadLetterOptions, openDeadLetters } from '../open-dead-letters.ts'
import { startProgress } from '../progress.ts'
import { UsageError } from '../usage-error.ts'

interface Options extends DeadLetterOptions {
  readonly id?: readonly string[]
  readonly all?: boolean
}

export function deadLettersRedrive(root: string): Command {
  return new Command('redrive')
    .description(
      'Put dead letters back on the queue of their subscription. What is DONE already has no effect.',
    )
    .argument('<subscription>')
    .option('--id <id...>', 'ids of events or messages')
    .option('--all', 'all of the subscription')
    .action(async (subscription: string, options: Options) => {
      if ((options.id === undefined) === (options.all === undefined)) {
        throw new UsageError('Say which dead letters: --all, or --id <id> one or more times.')
      }
      const deps = await openDeadLetters(root, subscription, options)
      const progress = startProgress()
      const selection = options.id ? { ids: options.id } : 'all'
      const { redriven, notFound } = await redrive(deps, selection, (done, of) =>
        progress(`${done} of ${of}`),
      )
      const count = redriven.length === 1 ? '1 dead letter' : `${redriven.length} dead letters`
      const output = options.json
        ? JSON.stringify({ redriven: redriven.map(summary), notFound }, null, 2)
        : `${count} of ${subscription} redriven.`
      process.stdout.write(`${output}\n`)
      if (notFound.length > 0) {
        throw new UsageError(
          `Not among the dead letters of ${subscription}: ${printable(notFound.join(', '))}.`,
        )
      }
    })
}
