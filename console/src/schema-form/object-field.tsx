import Button from '@cloudscape-design/components/button'
import { initialValue } from '../schema/initial-value.ts'
import { below } from '../schema/pointer.ts'
import { type FieldProps, useForm } from './form-context.ts'
import { NestedFields } from './nested-fields.tsx'

/** An object: its members. The data as a whole has no frame of its own. */
export function ObjectField(props: FieldProps) {
  const { label, schema, value, pointer, required, onChange, onRemove } = props
  const { root, whole, faults } = useForm()
  if (value === undefined || value === null) {
    return <Button onClick={() => onChange(initialValue(root, schema))}>Add {label}</Button>
  }
  if (pointer === whole) return <Members {...props} />
  return (
    <NestedFields
      legend={label}
      fault={faults.get(pointer)}
      onRemove={onRemove ?? (required ? undefined : () => onChange(undefined))}
    >
      <Members {...props} />
    </NestedFields>
  )
}

function Members({ schema, value, pointer, onChange }: FieldProps) {
  const { Field } = useForm()
  const members = new Map<string, unknown>(Object.entries(value as object))
  const change = (name: string, member: unknown) => {
    const changed = new Map(members).set(name, member)
    if (member === undefined) changed.delete(name)
    onChange(Object.fromEntries(changed))
  }
  const fields = Object.entries(schema.properties ?? {}).map(([name, member]) => (
    <Field
      key={name}
      label={name}
      schema={member}
      value={members.get(name)}
      pointer={below(pointer, name)}
      required={schema.required?.includes(name) ?? false}
      onChange={(changed) => change(name, changed)}
    />
  ))
  return <div className="schema-fields">{fields}</div>
}
