import type { Topology } from '../topology/types.ts'
import { openApiDocument } from './openapi-document.ts'

/** The documents of a bus as its endpoint gives them, by the names of their files. */
export function documents(topology: Topology): Readonly<Record<string, unknown>> {
  return { 'openapi.json': openApiDocument(topology) }
}
