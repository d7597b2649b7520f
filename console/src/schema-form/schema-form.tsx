import { useMemo } from 'react'
import type { Fault } from '../schema/fault.ts'
import type { Schema } from '../schema/json-schema.ts'
import { FormContext } from './form-context.ts'
import './schema-form.css'
import { ValueField } from './value-field.tsx'

interface SchemaFormProps {
  readonly schema: Schema
  readonly value: unknown
  /** Of the value, in what the faults point into. */
  readonly pointer: string
  readonly faults: readonly Fault[]
  readonly onChange: (value: unknown) => void
}

/** A form made of a JSON Schema. */
export function SchemaForm({ schema, value, pointer, faults, onChange }: SchemaFormProps) {
  const form = useMemo(
    () => ({
      root: schema,
      whole: pointer,
      faults: new Map(faults.map((fault) => [fault.pointer, fault.detail])),
      Field: ValueField,
    }),
    [schema, pointer, faults],
  )
  return (
    <FormContext value={form}>
      <ValueField label="data" schema={schema} value={value} pointer={pointer} required onChange={onChange} />
    </FormContext>
  )
}
