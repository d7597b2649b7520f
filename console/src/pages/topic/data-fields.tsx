import FormField from '@cloudscape-design/components/form-field'
import Tabs from '@cloudscape-design/components/tabs'
import Textarea from '@cloudscape-design/components/textarea'
import type { Fault } from '../../schema/fault.ts'
import type { Schema } from '../../schema/json-schema.ts'
import { Unreadable } from '../../schema/unreadable.ts'
import { SchemaForm } from '../../schema-form/schema-form.tsx'
import { DATA, type DraftData, type EventVersion, fieldsOf, textOf } from './event-draft.ts'

interface DataFieldsProps {
  readonly version: EventVersion
  readonly data: DraftData
  readonly faults: readonly Fault[]
  readonly onChange: (data: DraftData) => void
}

/** An event's data, twice: as fields of its schema and as JSON. They are one value; the other follows. */
export function DataFields({ version, data, faults, onChange }: DataFieldsProps) {
  const schema = version.schema as Schema
  const value = fieldsOf(data)
  const fields =
    value instanceof Unreadable ? (
      <p>The JSON cannot be read. Mend it in the other tab, then it is shown here.</p>
    ) : (
      <SchemaForm
        schema={schema}
        value={value}
        pointer={DATA}
        faults={faults}
        onChange={(changed) => onChange({ fields: changed })}
      />
    )
  const json = (
    <FormField label="Data as JSON" stretch>
      <Textarea
        value={textOf(data)}
        rows={16}
        spellcheck={false}
        onChange={({ detail }) => onChange({ text: detail.value })}
      />
    </FormField>
  )
  return (
    <Tabs
      ariaLabel="How to edit the data"
      tabs={[
        { id: 'fields', label: 'Fields', content: fields },
        { id: 'json', label: 'JSON', content: json },
      ]}
    />
  )
}
