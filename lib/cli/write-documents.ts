import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { schemaDocument, schemaPath } from '../docs/check-schemas.ts'
import { documents } from '../docs/documents.ts'
import { publishedSchemas } from '../topology/published-schemas.ts'
import type { Topology } from '../topology/types.ts'

/** Writes the documents of a bus and all of its schemas to a folder; gives the files. */
export async function writeDocuments(topology: Topology, folder: string): Promise<readonly string[]> {
  const schemas = publishedSchemas(topology).map(
    (schema) => [join('schemas', schemaPath(schema)), schemaDocument(schema)] as const,
  )
  const files = [...Object.entries(documents(topology)), ...schemas].map(
    ([name, document]) => [join(folder, name), document] as const,
  )
  for (const [file, document] of files) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, `${JSON.stringify(document, null, 2)}\n`)
  }
  return files.map(([file]) => file)
}
