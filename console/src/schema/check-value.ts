import type { Fault } from './fault.ts'
import type { Schema } from './json-schema.ts'
import { below } from './pointer.ts'
import { schemaFaults } from './schema-faults.ts'
import { Unreadable } from './unreadable.ts'

/** What a form can say of a value before it is sent. What it cannot judge it lets pass: the endpoint has the last word. */
export function checkValue(schema: Schema, value: unknown): readonly Fault[] {
  if (value === undefined) return [{ pointer: '', detail: 'is missing' }]
  const unreadable = unreadableIn(value, '')
  const isTold = new Set(unreadable.map(({ pointer }) => pointer))
  return [...unreadable, ...judged(schema, value).filter(({ pointer }) => !isTold.has(pointer))]
}

/** As it would be sent: without the members that are left out, and what is unreadable as text. */
function judged(schema: Schema, value: unknown): readonly Fault[] {
  try {
    return schemaFaults(schema, JSON.parse(JSON.stringify(value)))
  } catch {
    return []
  }
}

function unreadableIn(value: unknown, pointer: string): readonly Fault[] {
  if (value instanceof Unreadable) return [{ pointer, detail: `is not ${value.wanted}` }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => unreadableIn(member, below(pointer, name)))
}
