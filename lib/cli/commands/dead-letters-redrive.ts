import { Command, InvalidArgumentError } from 'commander'
import type { AuditDependencies } from '../../messaging/operate/audit.ts'
import { auditedMove } from '../../messaging/operate/audited-steps.ts'
import { printable } from '../../messaging/printable.ts'
import { dryRun as runDry } from '../../messaging/redrive/dry-run.ts'
import type { RedriveDependencies } from '../../messaging/redrive/redrive.ts'
import { redriveInSteps, type SteppedResult } from '../../messaging/redrive/redrive-in-steps.ts'
import type { Selection } from '../../messaging/redrive/selection.ts'
import { summary } from '../dead-letter-summary.ts'
import { type DeadLetterOptions, openDeadLetters } from '../open-dead-letters.ts'
import { startProgress } from '../progress.ts'
import { type SelectionOptions, selectionOf, withSelectionOptions } from '../selection-options.ts'
import { UsageError } from '../usage-error.ts'
import { wholeNumber } from '../whole-number.ts'

interface Options extends DeadLetterOptions, SelectionOptions {
  readonly dryRun?: boolean
  readonly progressive?: boolean
  readonly discardDone?: boolean
  readonly rate?: number
  readonly patience: number
}

const EXAMPLES = `
Examples:
  omnibus dead-letters redrive inventory --id order-17 order-18
  omnibus dead-letters redrive inventory --cause TIMEOUT --dry-run
  omnibus dead-letters redrive inventory --all --progressive --rate 20 --stage prod

Exit status: 0 done, 1 some are not there, or a progressive redrive stopped: the rest is where it was.`

export function deadLettersRedrive(root: string): Command {
  return withSelectionOptions(new Command('redrive'))
    .description(
      'Put dead letters back on the queue of their subscription, but for those that are DONE already.',
    )
    .argument('<subscription>')
    .option('--dry-run', 'only say which these are')
    .option('--discard-done', 'delete those of which a copy is handled already')
    .option('--progressive', 'one, ten, a hundred, the rest; stop when one dies of the same cause again')
    .option('--patience <seconds>', 'with --progressive: how long a group may take', wholeNumber, 300)
    .option('--rate <count>', 'at most so many a second', rate)
    .addHelpText('after', EXAMPLES)
    .action(async (subscription: string, options: Options) => {
      const selection = selectionOf(options)
      if (options.dryRun && options.progressive) {
        throw new UsageError('Choose: --dry-run does nothing, --progressive does it.')
      }
      const deps = await openDeadLetters(root, subscription, options)
      const result = await run(deps, selection, options)
      process.stdout.write(`${options.json ? asJson(result) : asText(subscription, result, options)}\n`)
      if (result.notFound.length > 0) {
        throw new UsageError(
          `Not among the dead letters of ${subscription}: ${printable(result.notFound.join(', '))}.`,
        )
      }
      if (options.cause !== undefined && result.redriven.length + result.alreadyDone.length === 0) {
        throw new UsageError(
          `No dead letter of ${subscription} has the cause '${printable(options.cause)}'. See the causes: npx omnibus dead-letters list ${subscription}`,
        )
      }
      if (result.stopped) throw new UsageError(whyStopped(result.stopped))
    })
}

function run(
  deps: RedriveDependencies & AuditDependencies,
  selection: Selection,
  {
    dryRun = false,
    progressive = false,
    discardDone = false,
    rate: perSecond,
    patience: patienceSeconds,
  }: Options,
): Promise<SteppedResult> {
  if (dryRun) return runDry(deps, selection)
  const progress = startProgress()
  const redrive = { id: deps.random.uuid(), startedAt: deps.clock.now() }
  return redriveInSteps({ ...deps, act: (move) => auditedMove(deps, redrive, selection, move) }, selection, {
    ...{ progressive, patienceSeconds, discardDone },
    onProgress: (done, of) => progress(`${done} of ${of}`),
    ...(perSecond !== undefined && { perSecond }),
  })
}

function asJson({ redriven, alreadyDone, notFound, stopped }: SteppedResult): string {
  const result = {
    redriven: redriven.map(summary),
    alreadyDone: alreadyDone.map(summary),
    notFound,
    ...(stopped && { stopped: { reason: stopped.reason, letter: summary(stopped.letter) } }),
  }
  return JSON.stringify(result, null, 2)
}

function asText(
  subscription: string,
  { redriven, alreadyDone }: SteppedResult,
  { dryRun, discardDone }: Options,
): string {
  const count = redriven.length === 1 ? '1 dead letter' : `${redriven.length} dead letters`
  const done =
    alreadyDone.length > 0
      ? ` ${alreadyDone.length} ${discardDone && !dryRun ? 'deleted' : 'left'}: of their events a copy is handled already.`
      : ''
  return `${count} of ${subscription} ${dryRun ? 'would be redriven' : 'redriven'}.${done}`
}

function whyStopped({ reason, letter }: NonNullable<SteppedResult['stopped']>): string {
  const which = printable(letter.event?.attributes.id ?? letter.message.messageId)
  return reason === 'same-cause'
    ? `Stopped: '${which}' died of ${printable(letter.cause?.code ?? 'unknown')} again. The rest is where it was.`
    : `Stopped: '${which}' was not handled in time. The rest is where it was; give it more --patience.`
}

function rate(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 10_000)) throw new InvalidArgumentError('Give a number above 0, up to 10000.')
  return value
}
