import Textarea from '@cloudscape-design/components/textarea'
import { useState } from 'react'
import { jsonOf, Unreadable } from '../schema/unreadable.ts'
import type { FieldProps } from './form-context.ts'
import { LabelledField } from './labelled-field.tsx'

/** What is nothing simpler: alternatives, maps, anything. */
export function JsonField(props: FieldProps) {
  const [text, setText] = useState(() => textOf(props.value))
  const change = (typed: string) => {
    setText(typed)
    props.onChange(jsonOf(typed))
  }
  return (
    <LabelledField {...props} label={`${props.label} (JSON)`}>
      <Textarea value={text} rows={4} spellcheck={false} onChange={({ detail }) => change(detail.value)} />
    </LabelledField>
  )
}

function textOf(value: unknown): string {
  if (value === undefined) return ''
  return value instanceof Unreadable ? value.text : JSON.stringify(value, undefined, 2)
}
