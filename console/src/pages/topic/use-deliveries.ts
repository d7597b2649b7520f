import { useEffect, useState } from 'react'
import type { ConsoleAnswers, Published } from '../../../../lib/console-api/answers.ts'
import { type DeskQuery, useDesk } from '../../use-desk.ts'

type Timeline = ConsoleAnswers['event']

/** A filter may keep the event from a subscription for good, and retries may take hours: nobody waits for those here. */
const PATIENCE_MILLISECONDS = 120_000
const EVERY_SECONDS = 1

const ENDS: readonly Timeline['deliveries'][number]['state'][] = ['DONE', 'DEAD', 'RESOLVED']

/** Whether every subscription that listens is through with the event. */
export const isOver = ({ deliveries }: Timeline, listening: readonly string[]): boolean =>
  deliveries.every(({ subscription, state }) => !listening.includes(subscription) || ENDS.includes(state))

/** What becomes of an event, watched until it is over, but not for ever. */
export function useDeliveries(
  { topic, source, id }: Published,
  listening: readonly string[],
): { readonly query: DeskQuery<Timeline>; readonly isWatching: boolean } {
  const [isPatient, setIsPatient] = useState(true)
  const [isDone, setIsDone] = useState(false)
  const isWatching = isPatient && !isDone
  const query = useDesk('event', { topic, source, id }, isWatching ? { everySeconds: EVERY_SECONDS } : {})
  const done = query.data !== undefined && isOver(query.data, listening)
  useEffect(() => setIsDone(done), [done])
  useEffect(() => {
    const timer = setTimeout(() => setIsPatient(false), PATIENCE_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [])
  return { query, isWatching }
}
