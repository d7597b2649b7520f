import Select from '@cloudscape-design/components/select'
import type { FieldProps } from './form-context.ts'
import { LabelledField } from './labelled-field.tsx'

const LEFT_OUT = { value: '', label: 'Left out' }

/** One of a few values. */
export function ChoiceField({ choices, ...props }: FieldProps & { readonly choices: readonly unknown[] }) {
  const options = choices.map((choice) => ({
    value: JSON.stringify(choice),
    label: typeof choice === 'string' ? choice : JSON.stringify(choice),
  }))
  const chosen = options.find(({ value }) => value === JSON.stringify(props.value))
  return (
    <LabelledField {...props}>
      <Select
        options={props.required ? options : [LEFT_OUT, ...options]}
        selectedOption={chosen ?? (props.required ? null : LEFT_OUT)}
        placeholder="Choose"
        onChange={({ detail: { selectedOption } }) =>
          props.onChange(selectedOption.value ? JSON.parse(selectedOption.value) : undefined)
        }
      />
    </LabelledField>
  )
}
