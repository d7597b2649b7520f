import type { Clock, MessageMove, MessageMoves } from '../ports.ts'

export interface MoveDependencies {
  readonly moves: MessageMoves
  readonly clock: Clock
}

export interface MoveOptions {
  /** A whole number up to 500. @default - as fast as SQS likes */
  readonly perSecond?: number
  readonly onProgress?: (move: MessageMove) => void
}

/** This SQS has no moves of its own. */
export class MovesUnknown extends Error {
  override readonly name = 'MovesUnknown'
}

const POLL_MILLISECONDS = 1_000

/**
 * Lets SQS bring all dead letters of a standard queue back, and waits until it has. For thousands of them: nothing is
 * chosen, and the ledger is not asked. Each comes back under a message id of its own, so that an event which is DEAD is
 * handled in a new round and one which is DONE is a duplicate. A move that is under way is watched and not started
 * again, so this may be called again after its caller died.
 * @throws MovesUnknown
 */
export async function redriveByMove(
  { moves, clock }: MoveDependencies,
  { perSecond, onProgress = () => undefined }: MoveOptions = {},
): Promise<MessageMove> {
  const before = await moves.latest()
  const isNew = (move: MessageMove | undefined): move is MessageMove =>
    move !== undefined && (!before || !isOver(before) || move.startedAt > before.startedAt)
  if (!before || isOver(before)) {
    await moves.start(perSecond).catch(async (error: unknown) => {
      // The answer may be lost, and a repetition refused since it has begun.
      if (!isNew(await moves.latest())) throw error
    })
  }
  for (;;) {
    const move = await moves.latest()
    if (isNew(move)) {
      if (isOver(move)) return move
      onProgress(move)
    }
    await clock.sleep(POLL_MILLISECONDS)
  }
}

const isOver = ({ state }: MessageMove): boolean => state !== 'RUNNING' && state !== 'CANCELLING'
