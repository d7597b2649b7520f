import ExpandableSection from '@cloudscape-design/components/expandable-section'
import { type ReactNode, useState } from 'react'

interface UnfoldedProps {
  readonly header: ReactNode
  readonly children: ReactNode
}

/** A part of a document that is made when one opens it: documents are long, and may refer to themselves. */
export function Unfolded({ header, children }: UnfoldedProps) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <ExpandableSection
      headerText={header}
      expanded={isOpen}
      onChange={({ detail }) => setIsOpen(detail.expanded)}
    >
      {isOpen && children}
    </ExpandableSection>
  )
}
