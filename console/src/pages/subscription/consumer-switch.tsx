import type { ConsoleAnswers } from '../../../../lib/console-api/answers.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { desk } from '../../desk.ts'

type SubscriptionState = ConsoleAnswers['subscription']

interface ConsumerSwitchProps {
  readonly state: SubscriptionState
  readonly onSwitched: () => Promise<void>
}

/** On the way to it, the other end is what one may want next. */
const STOPPED: readonly SubscriptionState['consumer'][] = ['DISABLED', 'DISABLING']
/** Lambda takes no change while another one is at work; what is missing has no switch. */
const TURNABLE: readonly SubscriptionState['consumer'][] = ['ENABLED', 'DISABLED']

/** Stops what brings events to the consumer, and lets it go on. */
export function ConsumerSwitch({ state: { name, consumer }, onSwitched }: ConsumerSwitchProps) {
  const disabled = !TURNABLE.includes(consumer)
  const turn = async (operation: 'pause' | 'resume') => {
    await desk(operation, { subscription: name })
    await onSwitched()
  }
  if (STOPPED.includes(consumer)) {
    return (
      <ConfirmAction label={`Resume ${name}`} disabled={disabled} primary onConfirm={() => turn('resume')}>
        The consumer gets events again, those that have waited longest first. Expect a burst: everything that
        waits now is ready at once.
      </ConfirmAction>
    )
  }
  return (
    <ConfirmAction label={`Pause ${name}`} disabled={disabled} onConfirm={() => turn('pause')}>
      The consumer gets no more events. They wait in the queue, and nothing counts as an attempt; what the
      consumer has in hand is still handled. Events are lost when they wait longer than the queue keeps them,
      so resume in time.
    </ConfirmAction>
  )
}
