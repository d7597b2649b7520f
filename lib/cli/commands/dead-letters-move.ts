import { Command, InvalidArgumentError } from 'commander'
import { audited } from '../../messaging/operate/audit.ts'
import type { MessageMove } from '../../messaging/ports.ts'
import { printable } from '../../messaging/printable.ts'
import { MovesUnknown, redriveByMove } from '../../messaging/redrive/redrive-by-move.ts'
import { STATUS } from '../exit-status.ts'
import { type DeadLetterOptions, openMoves } from '../open-dead-letters.ts'
import { startProgress } from '../progress.ts'
import { UsageError } from '../usage-error.ts'

interface Options extends DeadLetterOptions {
  readonly rate?: number
  readonly cancel?: boolean
}

const NOTES = `
Examples:
  omnibus dead-letters move inventory --rate 50
  omnibus dead-letters move inventory --cancel

For thousands: SQS does it on its own machines, and goes on when this command ends; called again it shows how far
SQS is. Nothing is chosen, tried dry or asked of the ledger; the consumer acknowledges what was handled already.
Whoever calls it needs sqs:StartMessageMoveTask, sqs:ListMessageMoveTasks, sqs:CancelMessageMoveTask and what SQS
then does with the messages: sqs:ReceiveMessage, sqs:DeleteMessage and sqs:GetQueueAttributes on the dead-letter queue,
sqs:SendMessage and sqs:GetQueueAttributes on the subscription's, kms:Decrypt and kms:GenerateDataKey on their key.`

/** `omnibus dead-letters move`: a verb of its own, since hardly an option of redrive holds for it. */
export function deadLettersMove(root: string): Command {
  return new Command('move')
    .description('Let SQS itself put all dead letters back on the queue of their subscription.')
    .argument('<subscription>')
    .option('--rate <count>', 'at most so many a second', rate)
    .option('--cancel', 'end the move that is under way; what was moved stays moved')
    .addHelpText('after', NOTES)
    .action(async (subscription: string, { rate: perSecond, cancel, ...options }: Options) => {
      const deps = await openMoves(root, subscription, options)
      const { moves } = deps
      const progress = startProgress()
      const onProgress = ({ moved, of }: MessageMove): void =>
        progress(`${moved} of ${of ?? 'not counted yet'}`)
      const pace = perSecond === undefined ? {} : { perSecond }
      const detail = { cancel: cancel ?? false }
      const move = await audited(deps, { act: 'move', subscription, detail }, async ({ tell }) => {
        const latest = cancel
          ? await moves.cancel().then(() => moves.latest())
          : await redriveByMove(deps, { ...pace, onProgress })
        if (latest) tell({ state: latest.state, moved: latest.moved })
        return latest
      }).catch((error: unknown) => {
        throw error instanceof MovesUnknown ? new UsageError(AT_HOME, { cause: error }) : error
      })
      process.stdout.write(
        `${options.json ? JSON.stringify(move ?? null, null, 2) : asText(subscription, move)}\n`,
      )
      if (move?.state === 'FAILED' || (move?.state === 'CANCELLED' && !cancel))
        process.exitCode = STATUS.mistake
    })
}

const AT_HOME =
  'The SQS of this stack has no moves of its own, as AWS has. Use redrive --all, which moves them one by one.'

function asText(subscription: string, move: MessageMove | undefined): string {
  if (!move) return `Nothing of ${subscription} was ever moved by SQS.`
  const { state, moved, of = moved, failure } = move
  const count = moved === 1 ? '1 dead letter' : `${moved} dead letters`
  switch (state) {
    case 'FAILED':
      return `SQS gave up after ${count} of ${subscription}: ${printable(failure ?? 'it does not say why')}.`
    case 'CANCELLING':
    case 'CANCELLED':
      return `Cancelled: ${moved} of ${of} dead letters of ${subscription} were moved by SQS.`
    default:
      return `${count} of ${subscription} moved by SQS.`
  }
}

/** SQS's own limit. */
function rate(text: string): number {
  const value = Number(text)
  if (!(Number.isInteger(value) && value > 0 && value <= 500)) {
    throw new InvalidArgumentError('Give a whole number above 0, up to 500.')
  }
  return value
}
