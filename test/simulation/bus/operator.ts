import { listDeadLetters } from '../../../lib/messaging/dead-letter/list-dead-letters.ts'
import { redriveInSteps } from '../../../lib/messaging/redrive/redrive-in-steps.ts'
import type { Bus } from './bus.ts'
import { Process, Unanswered } from './network.ts'
import { SUBSCRIPTIONS, type SubscriptionName } from './scenario.ts'

const MINUTE = 60_000

/** Someone who looks in now and then, and redrives before anything is mended. */
export async function operate(bus: Bus): Promise<void> {
  while (bus.faults.active) {
    await bus.time.sleep(bus.random.below(4 * MINUTE))
    if (bus.faults.active) await redriveAll(bus, bus.random.pick(SUBSCRIPTIONS))
  }
}

/** A redrive of all that is dead. It may fail when a service did not answer, and only then. */
export async function redriveAll(bus: Bus, name: SubscriptionName): Promise<void> {
  const mayFail = bus.faults.active
  const process = new Process('operator', `operator-${bus.random.uuid()}`)
  const deps = bus.redriveOf(process, name)
  const work = async (): Promise<void> => {
    await listDeadLetters(deps, 1_000)
    const { redriven } = await redriveInSteps({ ...deps, act: (move) => move() }, 'all', {
      discardDone: true,
    })
    bus.network.note(`${process.name} redrove ${redriven.length}`)
  }
  const failure = await Promise.race([
    work().then(
      () => undefined,
      (error: unknown) => error,
    ),
    bus.time.sleep(10 * MINUTE).then(() => new Unanswered('It is not over in ten minutes.')),
  ])
  process.alive = false
  if (failure === undefined || (mayFail && failure instanceof Unanswered)) return
  bus.broken.push(`a redrive of ${name} failed: ${failure}`)
}
