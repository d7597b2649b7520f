import { useSyncExternalStore } from 'react'

const NARROW = matchMedia('(max-width: 688px)')

/** Whether the window is a phone's, where a table has no room for columns. */
export const useIsNarrow = (): boolean => useSyncExternalStore(listen, () => NARROW.matches)

function listen(listener: () => void): () => void {
  NARROW.addEventListener('change', listener)
  return () => NARROW.removeEventListener('change', listener)
}
