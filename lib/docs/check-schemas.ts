import type { PublishedSchema } from '../topology/published-schemas.ts'
import { DEAD_LETTER_RETENTION_SECONDS, QUEUE_RETENTION_SECONDS } from '../topology/settings.ts'
import { type SchemaChange, schemaChanges } from './schema-changes.ts'

/** Path below the folder of schemas → the schema that is committed there. */
export type CommittedSchemas = ReadonlyMap<string, unknown>

/** A message may be dead-lettered and redriven once more. */
const DAYS_IN_QUEUES = (2 * QUEUE_RETENTION_SECONDS + DEAD_LETTER_RETENTION_SECONDS) / 86_400

/** Where the schema of a version is committed. */
export function schemaPath({ topic, type, version }: PublishedSchema): string {
  return `${topic}/${type}/${version}.json`
}

/** A schema as it is committed: named by the `dataschema` of its events. */
export function schemaDocument({ urn, type, schema }: PublishedSchema): Readonly<Record<string, unknown>> {
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: urn, title: type, ...schema }
}

/**
 * Holds the schemas of a topology against the committed ones, which somebody publishes and somebody handles.
 * Gives a sentence for each that would break one of them.
 */
export function brokenSchemas(schemas: readonly PublishedSchema[], committed: CommittedSchemas): string[] {
  const declared = new Map(schemas.map((schema) => [schemaPath(schema), schema]))
  const changed = [...declared].flatMap(([path, schema]) => {
    if (!committed.has(path)) return []
    const [change] = schemaChanges(committed.get(path), schemaDocument(schema))
    return change ? [breaking(path, schema, change)] : []
  })
  const gone = [...committed.keys()].filter((path) => !declared.has(path))
  return [
    ...changed,
    ...gone.map(
      (path) =>
        `${path}: is not declared any more, but its events may be in queues for ${DAYS_IN_QUEUES} days after the last one was published. Declare it again; when none are left, remove the file.`,
    ),
  ]
}

/** The schemas that nobody has committed, or whose text has changed, a sentence for each. */
export function staleSchemas(schemas: readonly PublishedSchema[], committed: CommittedSchemas): string[] {
  return schemas
    .map((schema) => [schemaPath(schema), schemaDocument(schema)] as const)
    .filter(([path, document]) => JSON.stringify(committed.get(path)) !== JSON.stringify(document))
    .map(
      ([path]) =>
        `${path}: is ${committed.has(path) ? 'not current' : 'missing'}. Write it with npm run docs, and commit it.`,
    )
}

function breaking(
  path: string,
  { type, version }: PublishedSchema,
  { pointer, was, is }: SchemaChange,
): string {
  const what = `${pointer || 'the schema'} was ${written(was)} and is ${written(is)}`
  const remedy = `Put it back, and declare another version beside it: versions: { ${version}: …, ${Number(version) + 1}: … }`
  return `${path}: version ${version} of '${type}' was published, and has changed: ${what}. ${remedy}. Only if nobody uses it yet, remove the file and run npm run docs.`
}

const written = (value: unknown): string =>
  value === undefined ? 'absent' : JSON.stringify(value).slice(0, 200)
