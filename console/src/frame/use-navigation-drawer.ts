import { useEffect, useState } from 'react'

export const NAVIGATION_ID = 'navigation'

/** Where the navigation has no place beside the page, it is a drawer above it. */
export interface NavigationDrawer {
  readonly isOpen: boolean
  readonly toggle: () => void
  readonly close: () => void
}

/** Closed by Escape, and by whoever follows a link in it. Where there is place for it, the style sheet shows it anyway. */
export function useNavigationDrawer(): NavigationDrawer {
  const [isOpen, setIsOpen] = useState(false)
  useEffect(() => {
    if (!isOpen) return
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape') setIsOpen(false)
    }
    document.addEventListener('keydown', close)
    return () => document.removeEventListener('keydown', close)
  }, [isOpen])
  return { isOpen, toggle: () => setIsOpen(!isOpen), close: () => setIsOpen(false) }
}
