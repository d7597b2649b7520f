import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'

interface NestedFieldsProps {
  readonly legend: string
  readonly fault: string | undefined
  /** Where it may go. */
  readonly onRemove?: (() => void) | undefined
  readonly children: ReactNode
}

/** Fields that belong together. */
export function NestedFields({ legend, fault, onRemove, children }: NestedFieldsProps) {
  return (
    <fieldset className="nested-fields">
      <legend>{legend}</legend>
      <SpaceBetween size="m">
        {fault !== undefined && <p className="nested-fields-fault">{fault}</p>}
        {children}
        {onRemove && (
          <Button onClick={onRemove} ariaLabel={`Remove ${legend}`}>
            Remove
          </Button>
        )}
      </SpaceBetween>
    </fieldset>
  )
}
