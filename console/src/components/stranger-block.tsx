import './stranger-text.css'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type ReactNode, useState } from 'react'

interface StrangerBlockProps {
  /** For those who do not see it. */
  readonly label: string
  /** What is shown of it, when at most so many characters are. */
  readonly children: (max: number) => ReactNode
  /** Characters in all. */
  readonly length: number
}

const MAX_CHARACTERS = 20_000

/** A document of strangers. Of a very long one only the beginning is shown, until one asks for all. */
export function StrangerBlock({ label, children, length }: StrangerBlockProps) {
  const [isWhole, setIsWhole] = useState(false)
  const isCut = length > MAX_CHARACTERS && !isWhole
  return (
    <SpaceBetween size="xs">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className="stranger-block" aria-label={label} tabIndex={0}>
        {children(isCut ? MAX_CHARACTERS : Number.POSITIVE_INFINITY)}
        {isCut && '…'}
      </section>
      {isCut && <Button onClick={() => setIsWhole(true)}>Show all {length} characters</Button>}
    </SpaceBetween>
  )
}
