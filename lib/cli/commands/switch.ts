import { Command } from 'commander'
import type { ConsumerState } from '../../messaging/operate/ports.ts'
import { SwitchMissing } from '../../messaging/operate/ports.ts'
import { pause, resume } from '../../messaging/operate/switch-consumer.ts'
import { STATUS } from '../exit-status.ts'
import { type StackOptions, withStackOptions } from '../locate.ts'
import { ensureSubscription, openDesk } from '../open-desk.ts'
import { startProgress } from '../progress.ts'
import { UsageError } from '../usage-error.ts'
import { wholeNumber } from '../whole-number.ts'

interface Options extends StackOptions {
  readonly patience: number
}

const PROGRESS_MILLISECONDS = 1_000

const VERBS = {
  pause: {
    act: pause,
    ends: 'DISABLED',
    description: 'Stop a consumer: events wait in its queue, and no attempt is counted.',
    done: 'is paused: events wait in its queue, for 7 days at most. Let them through with omnibus resume',
    examples: `
Examples:
  omnibus pause billing
  omnibus subscriptions billing
  omnibus resume billing

What the consumer has in hand is still handled. In AWS this takes Lambda up to a minute.
Exit status: 0 paused, 75 not yet (look again with omnibus subscriptions).`,
  },
  resume: {
    act: resume,
    ends: 'ENABLED',
    description: 'Let events reach a paused consumer again.',
    done: 'is on',
    examples: `
Example:
  omnibus resume billing

Exit status: 0 on, 75 not yet (look again with omnibus subscriptions).`,
  },
} as const

/** `omnibus pause <subscription>` and `omnibus resume <subscription>` */
export function switchCommand(root: string, verb: keyof typeof VERBS): Command {
  const { description, examples } = VERBS[verb]
  return withStackOptions(new Command(verb))
    .description(description)
    .argument('<subscription>')
    .option('--patience <seconds>', 'how long to wait for Lambda', wholeNumber, 120)
    .addHelpText('after', examples)
    .action(async (subscription: string, options: Options) => {
      const desk = await openDesk(root, options)
      ensureSubscription(desk, subscription)
      const progress = startProgress()
      const timer = setInterval(() => progress(`${verb}: waiting for Lambda …`), PROGRESS_MILLISECONDS)
      try {
        tell(verb, subscription, await VERBS[verb].act(desk, subscription, options.patience), options)
      } catch (cause) {
        if (!(cause instanceof SwitchMissing)) throw cause
        throw new UsageError(
          `Nothing feeds the consumer of '${subscription}': its event source mapping is gone. Deploy with --revert-drift.`,
          { cause },
        )
      } finally {
        clearInterval(timer)
      }
    })
}

function tell(
  verb: keyof typeof VERBS,
  subscription: string,
  consumer: ConsumerState,
  { json }: Options,
): void {
  const { ends, done } = VERBS[verb]
  const sentence =
    consumer === ends ? `${subscription} ${done}.` : `${subscription} is ${consumer}, not yet ${ends}.`
  process.stdout.write(`${json ? JSON.stringify({ subscription, consumer }) : sentence}\n`)
  if (consumer !== ends) process.exitCode = STATUS.tryAgain
}
