import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { resolved, schemaWords } from './json-schema.ts'
import {
  type ApiBody,
  type ApiMethod,
  type ApiParameter,
  methodsOf,
  type OpenApiDocument,
} from './openapi-document.ts'
import { SchemaView } from './schema-view.tsx'
import { Unfolded } from './unfolded.tsx'

/** The HTTP API: each path with its methods, what they take and what they answer. */
export function OpenApiView({ document }: { readonly document: OpenApiDocument }) {
  return (
    <SpaceBetween size="l">
      <Box variant="p">{document.info.description}</Box>
      {Object.entries(document.paths).map(([path, methods]) => (
        <Container
          key={path}
          header={
            <Header variant="h2">
              <span className="stranger-text">{path}</span>
            </Header>
          }
        >
          {methodsOf(methods).map(([name, method]) => (
            <Unfolded key={name} header={`${name.toUpperCase()} ${method.summary ?? ''}`}>
              <Method document={document} method={method} />
            </Unfolded>
          ))}
        </Container>
      ))}
    </SpaceBetween>
  )
}

interface MethodProps {
  readonly document: OpenApiDocument
  readonly method: ApiMethod
}

function Method({ document, method }: MethodProps) {
  const { description, parameters = [], requestBody, responses = {} } = method
  return (
    <SpaceBetween size="m">
      {description !== undefined && <Box variant="p">{description}</Box>}
      {parameters.length > 0 && (
        <div>
          <Box variant="h3">Parameters</Box>
          <Parameters
            document={document}
            parameters={parameters.map((parameter) => resolved(document, parameter))}
          />
        </div>
      )}
      {requestBody && (
        <div>
          <Box variant="h3">Body</Box>
          <Body document={document} body={requestBody} />
        </div>
      )}
      <div>
        <Box variant="h3">Answers</Box>
        {Object.entries(responses).map(([status, answer]) => (
          <Unfolded key={status} header={`${status} ${resolved(document, answer).description ?? ''}`}>
            <Body document={document} body={answer} />
          </Unfolded>
        ))}
      </div>
    </SpaceBetween>
  )
}

interface ParametersProps {
  readonly document: OpenApiDocument
  readonly parameters: readonly ApiParameter[]
}

function Parameters({ document, parameters }: ParametersProps) {
  return (
    <ul className="members">
      {parameters.map(({ name, in: place, required, description, schema }) => (
        <li key={`${place} ${name}`}>
          <span className="code">{name}</span> in the {place}
          {required && <strong> required</strong>}
          <div>
            {[...(schema ? [schemaWords(document, schema)] : []), ...(description ? [description] : [])].join(
              '. ',
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}

interface BodyProps {
  readonly document: OpenApiDocument
  readonly body: ApiBody
}

function Body({ document, body }: BodyProps) {
  const { description, content = {} } = resolved(document, body)
  return (
    <SpaceBetween size="xs">
      {description !== undefined && <Box variant="p">{description}</Box>}
      {Object.entries(content).map(([type, { schema }]) => (
        <Unfolded key={type} header={type}>
          {schema && <SchemaView document={document} schema={schema} />}
        </Unfolded>
      ))}
    </SpaceBetween>
  )
}
