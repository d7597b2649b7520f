import Box from '@cloudscape-design/components/box'
import { StrangerText } from '../../components/stranger-text.tsx'
import { alternativesOf, type JsonSchema, nameOf, resolved, schemaRows, schemaWords } from './json-schema.ts'
import { Unfolded } from './unfolded.tsx'

interface SchemaViewProps {
  /** Where references point into. */
  readonly document: object
  readonly schema: JsonSchema
}

/** A schema to read: its alternatives to unfold, or its members one a line. */
export function SchemaView({ document, schema }: SchemaViewProps) {
  const alternatives = alternativesOf(document, schema)
  const [only = schema] = alternatives
  if (alternatives.length === 1) return <Members document={document} schema={only} />
  return (
    <>
      <Box variant="p">One of:</Box>
      {alternatives.map((alternative) => (
        <Unfolded key={nameOf(document, alternative)} header={nameOf(document, alternative)}>
          <Members document={document} schema={alternative} />
        </Unfolded>
      ))}
    </>
  )
}

function Members({ document, schema }: SchemaViewProps) {
  const whole = resolved(document, schema)
  const { items, description } = whole
  if (items && alternativesOf(document, items).length > 1) {
    return (
      <>
        <Box variant="p">{schemaWords(document, whole)}</Box>
        <SchemaView document={document} schema={items} />
      </>
    )
  }
  const rows = schemaRows(document, schema)
  return (
    <>
      {description !== undefined && <Box variant="p">{description}</Box>}
      {rows.length === 0 ? <Box variant="p">{schemaWords(document, whole)}</Box> : <Rows rows={rows} />}
    </>
  )
}

function Rows({ rows }: { readonly rows: ReturnType<typeof schemaRows> }) {
  return (
    <ul className="members">
      {rows.map(({ path, words, isRequired, description }) => (
        <li key={path}>
          <span className="code">{path}</span>
          {isRequired && <strong> required</strong>}
          <div>
            <StrangerText text={description === '' ? words : `${words}. ${description}`} />
          </div>
        </li>
      ))}
    </ul>
  )
}
