import { audited } from './audit.ts'
import type { Desk } from './desk.ts'
import type { ConsumerState } from './ports.ts'

const POLL_MILLISECONDS = 500

/** Where a switch is on its way to neither of its ends. */
const PASSING: readonly ConsumerState[] = ['ENABLING', 'DISABLING', 'CREATING', 'UPDATING']

/**
 * Stops a subscription's consumer: events wait in the queue, as long as the queue keeps them, and no attempt and no
 * receive is counted. What its function has in hand is still handled. Waits until Lambda says so, for `patienceSeconds`
 * at most, and gives the state that it left.
 * @throws SwitchMissing
 */
export const pause = (desk: Desk, subscription: string, patienceSeconds: number): Promise<ConsumerState> =>
  turnAudited(desk, subscription, false, patienceSeconds)

/**
 * Lets events reach a subscription's consumer again, the oldest first.
 * @throws SwitchMissing
 */
export const resume = (desk: Desk, subscription: string, patienceSeconds: number): Promise<ConsumerState> =>
  turnAudited(desk, subscription, true, patienceSeconds)

function turnAudited(
  desk: Desk,
  subscription: string,
  on: boolean,
  patienceSeconds: number,
): Promise<ConsumerState> {
  return audited(desk, { act: on ? 'resume' : 'pause', subscription }, async ({ tell }) => {
    const state = await turn(desk, subscription, on, patienceSeconds)
    tell({ consumer: state })
    return state
  })
}

async function turn(desk: Desk, name: string, on: boolean, patienceSeconds: number): Promise<ConsumerState> {
  const { consumer } = desk.subscription(name)
  const until = desk.clock.now() + patienceSeconds * 1_000
  // Lambda refuses a change while another one is at work.
  const before = await settled(desk, name, until)
  if (before === (on ? 'ENABLED' : 'DISABLED')) return before
  await consumer.turn(on)
  return await settled(desk, name, until)
}

async function settled(desk: Desk, name: string, until: number): Promise<ConsumerState> {
  const { consumer } = desk.subscription(name)
  for (;;) {
    const state = await consumer.state()
    if (!PASSING.includes(state) || desk.clock.now() >= until) return state
    await desk.clock.sleep(POLL_MILLISECONDS)
  }
}
