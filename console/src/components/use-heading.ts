import { type RefObject, useEffect, useRef } from 'react'
import { useLocation } from 'react-router'
import { useBusName } from '../session.ts'

/** The path whose page was shown last: the first page of all takes no focus from where the browser has put it. */
let shownPath: string | undefined

/** Names the window after the page, and moves the focus to its heading when one has navigated to it. */
export function useHeading(title: string): RefObject<HTMLSpanElement | null> {
  const heading = useRef<HTMLSpanElement>(null)
  const { pathname } = useLocation()
  const bus = useBusName()
  useEffect(() => {
    document.title = `${title} · ${bus}`
  }, [title, bus])
  useEffect(() => {
    if (shownPath !== undefined && shownPath !== pathname) heading.current?.focus()
    shownPath = pathname
  }, [pathname])
  return heading
}
