import Badge from '@cloudscape-design/components/badge'
import Box from '@cloudscape-design/components/box'
import { PlainTable } from '../../components/plain-table.tsx'
import type { Schema } from '../../schema/json-schema.ts'
import { type SchemaField, schemaFields } from '../../schema/schema-fields.ts'

interface SchemaTableProps {
  readonly type: string
  readonly title: string | undefined
  readonly urn: string
  readonly schema: Schema
}

const COLUMNS = ['Field', 'Type', 'Required', 'Limits']

/** One version of an event's schema, a field a row. */
export function SchemaTable({ type, title, urn, schema }: SchemaTableProps) {
  const rows = schemaFields(schema).map((field) => ({ key: field.name, cells: cellsOf(field) }))
  return (
    <div>
      {title !== undefined && <Box variant="h3">{title}</Box>}
      <PlainTable label={`Fields of ${type} ${title ?? ''}`.trim()} columns={COLUMNS} rows={rows} />
      <Box variant="small" color="text-body-secondary">
        dataschema: {urn}
      </Box>
    </div>
  )
}

function cellsOf({ name, type, required, limits, sensitive, description }: SchemaField) {
  return [
    <span key="name">
      <code>{name}</code> {sensitive && <Badge color="severity-medium">sensitive</Badge>}
      {description !== undefined && (
        <Box variant="small" display="block" color="text-body-secondary">
          {description}
        </Box>
      )}
    </span>,
    type,
    required ? 'yes' : 'no',
    limits.join(', '),
  ]
}
