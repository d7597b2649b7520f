import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { CommittedSchemas } from '../docs/check-schemas.ts'

/** The schemas below a folder, which need not be there. */
export async function readSchemas(folder: string): Promise<CommittedSchemas> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
  const schemas = files.map(async ({ parentPath, name }) => {
    const file = join(parentPath, name)
    const path = relative(folder, file).split(sep).join('/')
    return [path, JSON.parse(await readFile(file, 'utf8')) as unknown] as const
  })
  return new Map(await Promise.all(schemas))
}
