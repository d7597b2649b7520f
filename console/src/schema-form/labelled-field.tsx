import FormField from '@cloudscape-design/components/form-field'
import type { ReactNode } from 'react'
import { limitsOf } from '../schema/schema-fields.ts'
import { type FieldProps, useForm } from './form-context.ts'

/** Around every field: its name, what it may be, and what is wrong with it. */
export function LabelledField({
  label,
  schema,
  pointer,
  required,
  children,
}: Omit<FieldProps, 'value' | 'onChange'> & { readonly children: ReactNode }) {
  const { faults } = useForm()
  const masked = schema.sensitive === true ? ['sensitive: masked wherever it is shown'] : []
  return (
    <FormField
      label={required ? label : `${label} – optional`}
      description={schema.description}
      constraintText={[...limitsOf(schema), ...masked].join(', ')}
      errorText={faults.get(pointer)}
    >
      {children}
    </FormField>
  )
}
