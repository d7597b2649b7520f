import type { Fault } from './fault.ts'
import type { Schema } from './json-schema.ts'
import { schemaFaults } from './schema-faults.ts'

const MAX_FAULTS = 20

export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/**
 * What is wrong with data that is typed as text, so that a mistake shows before it is sent. The desk has the last word.
 * Values that are masked are not judged: what they hide goes back in their place.
 */
export function checkJson(json: string, schema?: object, masked: readonly string[] = []): readonly Fault[] {
  let data: unknown
  try {
    data = JSON.parse(json)
  } catch (error) {
    return [{ pointer: '', detail: `is not JSON: ${(error as Error).message}` }]
  }
  if (schema === undefined) return []
  try {
    return schemaFaults(schema as Schema, data)
      .filter(({ pointer }) => !masked.includes(pointer))
      .slice(0, MAX_FAULTS)
  } catch (error) {
    return [{ pointer: '', detail: `can only be checked by the desk (${(error as Error).message})` }]
  }
}
