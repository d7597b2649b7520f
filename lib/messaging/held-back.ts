import type { SendResult } from './ports.ts'

/** Of a message that was not sent, lest it overtake one of its group that failed. */
export const HELD_BACK: SendResult = {
  ok: false,
  retriable: true,
  code: 'HeldBack',
  detail: 'An earlier event of the same partition key was not published; this one was not sent.',
}
