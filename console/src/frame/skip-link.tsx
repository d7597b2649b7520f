import type { MouseEvent } from 'react'

export const CONTENT_ID = 'content'

/** The first thing that the Tab key reaches: past the navigation, to the page. The hash is the router's, so no jump. */
export function SkipLink() {
  const skip = (event: MouseEvent) => {
    event.preventDefault()
    document.getElementById(CONTENT_ID)?.focus()
  }
  return (
    <a className="skip-link" href={`#${CONTENT_ID}`} onClick={skip}>
      Skip to the page
    </a>
  )
}
