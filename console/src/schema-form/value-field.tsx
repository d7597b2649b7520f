import { kindOf, nullable, resolved } from '../schema/json-schema.ts'
import { ArrayField } from './array-field.tsx'
import { ChoiceField } from './choice-field.tsx'
import { type FieldProps, useForm } from './form-context.ts'
import { JsonField } from './json-field.tsx'
import { ObjectField } from './object-field.tsx'
import { TextField } from './text-field.tsx'

/** The field that fits a schema: fields in fields, down to where it is text, a number or a choice. */
export function ValueField(props: FieldProps) {
  const { root } = useForm()
  const written = resolved(root, props.schema)
  const inner = nullable(root, written)
  const schema = inner ?? written
  // What must be there and may be null is null when it is left out.
  const field =
    inner && props.required
      ? { ...props, schema, required: false, onChange: (value: unknown) => props.onChange(value ?? null) }
      : { ...props, schema }
  switch (kindOf(schema)) {
    case 'string':
    case 'number':
    case 'integer':
      return <TextField {...field} />
    case 'boolean':
      return <ChoiceField {...field} choices={[true, false]} />
    case 'choice':
      return <ChoiceField {...field} choices={schema.enum ?? [schema.const]} />
    case 'array':
      return <ArrayField {...field} />
    case 'object':
      return <ObjectField {...field} />
    default:
      return <JsonField {...field} />
  }
}
