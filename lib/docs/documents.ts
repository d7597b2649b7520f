import type { Topology } from '../topology/types.ts'
import { asyncApiDocument } from './asyncapi-document.ts'
import { openApiDocument } from './openapi-document.ts'

/** The documents of a bus as its endpoint gives them, by the names of their files. */
export function documents(topology: Topology): Readonly<Record<string, unknown>> {
  return { 'asyncapi.json': asyncApiDocument(topology), 'openapi.json': openApiDocument(topology) }
}
