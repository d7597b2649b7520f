import ExpandableSection from '@cloudscape-design/components/expandable-section'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { Fault } from '../../schema/fault.ts'
import { ATTRIBUTES, type Attributes } from './event-draft.ts'

interface AttributeFieldsProps {
  readonly attributes: Attributes
  readonly isOrdered: boolean
  readonly faults: readonly Fault[]
  readonly onChange: (attributes: Attributes) => void
}

const WORDS: Readonly<Record<(typeof ATTRIBUTES)[number], string>> = {
  id: 'Left out, it is a new one. An event of the same source and id is handled once.',
  source: 'Left out, it tells who published.',
  subject: 'What the event is about, within its source.',
  partitionkey: 'Events of one key arrive in order.',
}

/** The attributes that one may give an event; all of them can be left out. */
export function AttributeFields({ attributes, isOrdered, faults, onChange }: AttributeFieldsProps) {
  const shown = ATTRIBUTES.filter((name) => name !== 'partitionkey' || isOrdered)
  return (
    <ExpandableSection headerText="Attributes of the event">
      <SpaceBetween size="m">
        {shown.map((name) => (
          <FormField
            key={name}
            label={`${name} – optional`}
            description={WORDS[name]}
            errorText={faults.find(({ pointer }) => pointer === `/${name}`)?.detail}
          >
            <Input
              value={attributes[name] ?? ''}
              autoComplete={false}
              spellcheck={false}
              onChange={({ detail }) => onChange({ ...attributes, [name]: detail.value })}
            />
          </FormField>
        ))}
      </SpaceBetween>
    </ExpandableSection>
  )
}
