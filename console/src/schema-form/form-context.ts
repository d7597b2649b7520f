import { type ComponentType, createContext, useContext } from 'react'
import type { Schema } from '../schema/json-schema.ts'

/** What all fields of one form share. */
export interface FormOf {
  /** The document in which references point. */
  readonly root: Schema
  /** The pointer of the value as a whole. */
  readonly whole: string
  /** What is wrong, by the JSON Pointer of the field. */
  readonly faults: ReadonlyMap<string, string>
  /** The field that fits a schema: for what is in an object and in a list. */
  readonly Field: ComponentType<FieldProps>
}

export const FormContext = createContext<FormOf | undefined>(undefined)

export function useForm(): FormOf {
  const form = useContext(FormContext)
  if (form === undefined) throw new Error('There is no form here. Show fields inside a SchemaForm.')
  return form
}

/** One place of the value, whatever it is. */
export interface FieldProps {
  readonly label: string
  readonly schema: Schema
  readonly value: unknown
  readonly pointer: string
  readonly required: boolean
  /** `undefined` leaves it out. */
  readonly onChange: (value: unknown) => void
  /** Of an item of a list: takes it out. */
  readonly onRemove?: () => void
}
