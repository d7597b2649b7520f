import { type RefObject, useEffect, useRef } from 'react'

/** Scrolls what has just appeared into view, where it is not: an answer is seen without looking for it. */
export function useIntoView(): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return place
}
