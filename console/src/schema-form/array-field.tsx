import Button from '@cloudscape-design/components/button'
import { initialValue } from '../schema/initial-value.ts'
import { kindOf, resolved, type Schema } from '../schema/json-schema.ts'
import { below } from '../schema/pointer.ts'
import { limitsOf } from '../schema/schema-fields.ts'
import { type FieldProps, useForm } from './form-context.ts'
import { NestedFields } from './nested-fields.tsx'

/** A list: each item can go, and another can come. */
export function ArrayField({ label, schema, value, pointer, required, onChange }: FieldProps) {
  const { root, faults } = useForm()
  const items = Array.isArray(value) ? (value as readonly unknown[]) : []
  const itemSchema = schema.items as Schema
  const limits = limitsOf(schema).join(', ')
  const remove = (index: number) => {
    const left = items.toSpliced(index, 1)
    onChange(left.length === 0 && !required ? undefined : left)
  }
  return (
    <NestedFields
      legend={`${label}${required ? '' : ' – optional'}${limits && ` (${limits})`}`}
      fault={faults.get(pointer)}
    >
      {items.map((item, index) => (
        <ItemField
          // biome-ignore lint/suspicious/noArrayIndexKey: an item is known by its place; when places change, each begins anew
          key={`${index} of ${items.length}`}
          label={`${label} ${index + 1}`}
          schema={itemSchema}
          value={item}
          pointer={below(pointer, index)}
          required
          onChange={(changed) => onChange(items.with(index, changed))}
          onRemove={() => remove(index)}
        />
      ))}
      <Button iconName="add-plus" onClick={() => onChange([...items, initialValue(root, itemSchema)])}>
        Add to {label}
      </Button>
    </NestedFields>
  )
}

/** An object has a frame of its own, with the way out in it; anything else gets one. */
function ItemField(props: FieldProps & { readonly onRemove: () => void }) {
  const { root, Field } = useForm()
  if (kindOf(resolved(root, props.schema)) === 'object') return <Field {...props} />
  return (
    <NestedFields legend={props.label} fault={undefined} onRemove={props.onRemove}>
      <Field {...props} />
    </NestedFields>
  )
}
