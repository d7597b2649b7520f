import Input from '@cloudscape-design/components/input'
import { numberOf, Unreadable } from '../schema/unreadable.ts'
import type { FieldProps } from './form-context.ts'
import { LabelledField } from './labelled-field.tsx'

/** Text, and numbers, which are text until they are numbers. What is optional is left out when it is empty. */
export function TextField(props: FieldProps) {
  const { schema, value, required, onChange } = props
  const isNumber = schema.type !== 'string'
  const change = (text: string) => {
    if (isNumber) onChange(numberOf(text))
    else onChange(text === '' && !required ? undefined : text)
  }
  return (
    <LabelledField {...props}>
      <Input
        value={textOf(value)}
        inputMode={isNumber ? 'decimal' : 'text'}
        autoComplete={false}
        spellcheck={false}
        onChange={({ detail }) => change(detail.value)}
      />
    </LabelledField>
  )
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (value instanceof Unreadable) return value.text
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
