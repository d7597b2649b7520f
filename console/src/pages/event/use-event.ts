import { useState } from 'react'
import { useRefreshSeconds } from '../../session.ts'
import { useDesk } from '../../use-desk.ts'
import { refreshSeconds } from './refresh.ts'

/** What became of an event, asked again while something may still come. */
export function useEvent(topic: string, source: string, id: string) {
  const quick = useRefreshSeconds()
  const [openedAt] = useState(Date.now)
  const parameters = { topic, source, id }
  const known = useDesk('event', parameters, { enabled: false })
  const seconds = (known.dataUpdatedAt - openedAt) / 1_000
  const everySeconds = known.data ? refreshSeconds(known.data.deliveries, quick, seconds) : quick
  return useDesk('event', parameters, { everySeconds })
}
