import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { topology } from '#topology'
import { openApiDocument } from '../lib/docs/openapi-document.ts'

/** Writes the documents of the bus, as its endpoint gives them, to docs/. */
const documents = { 'openapi.json': openApiDocument(topology) }

for (const [name, document] of Object.entries(documents)) {
  writeFileSync(join(import.meta.dirname, '../docs', name), `${JSON.stringify(document, null, 2)}\n`)
}
