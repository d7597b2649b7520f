import type { OutgoingMessage, SendResult } from '../ports.ts'
import { runBounded } from '../run-bounded.ts'
import { sendInOrder } from './send-in-order.ts'
import { splitIntoCalls } from './split-into-calls.ts'
import { type Destination, type SendDependencies, Transmission } from './transmission.ts'

/** Calls at a time of one request, so that one batch does not use up the connections of a function. */
const MAX_CALLS_AT_A_TIME = 10
/** How often what SNS refused from the midst of a call is sent again. */
const MAX_REPEATS = 2

/**
 * Sends messages in as few calls as SNS allows, ten calls at a time, and gives one result for each, in order. What
 * SNS refuses from the midst of a call is sent again without the others; a call that failed as a whole is not, since
 * the SDK has repeated it already.
 */
export async function sendMessages(
  deps: SendDependencies,
  destination: Destination,
  messages: readonly OutgoingMessage[],
): Promise<readonly SendResult[]> {
  const transmission = new Transmission(deps, destination, messages)
  const calls = splitIntoCalls(messages)
  await runBounded(
    calls,
    MAX_CALLS_AT_A_TIME,
    destination.ordered
      ? sendInOrder(transmission)
      : (call) => sendUnordered(transmission, call, MAX_REPEATS),
  )
  return transmission.results
}

async function sendUnordered(
  transmission: Transmission,
  call: readonly number[],
  repeats: number,
): Promise<void> {
  const failed = await transmission.send(call)
  const rest = failed.filter((index) => transmission.mayPass(index))
  const inPart = failed.length < call.length
  if (inPart && rest.length > 0 && repeats > 0 && (await transmission.pause())) {
    await sendUnordered(transmission, rest, repeats - 1)
  }
}
