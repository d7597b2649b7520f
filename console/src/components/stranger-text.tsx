import { useState } from 'react'
import './stranger-text.css'
import { visible } from '../visible-text.ts'

interface StrangerTextProps {
  readonly text: string
  /** As many characters are shown at first. */
  readonly max?: number
}

const MAX_CHARACTERS = 300

/** Text of strangers within a page: nothing hidden in it, wrapped anywhere, and the rest of a long one on demand. */
export function StrangerText({ text, max = MAX_CHARACTERS }: StrangerTextProps) {
  const [isWhole, setIsWhole] = useState(false)
  const isLong = text.length > max
  return (
    <span className="stranger-text">
      {visible(isLong && !isWhole ? `${text.slice(0, max)}…` : text)}
      {isLong && (
        <>
          {' '}
          <button type="button" className="more" onClick={() => setIsWhole(!isWhole)}>
            {isWhole ? 'Show less' : `Show all ${text.length} characters`}
          </button>
        </>
      )}
    </span>
  )
}
