import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { TopicDetail } from '../../../../lib/console-api/answers.ts'
import { topicPath } from '../../paths.ts'
import type { Schema } from '../../schema/json-schema.ts'
import { useCanAct } from '../../session.ts'
import { SchemaTable } from './schema-table.tsx'

/** What may be said on a topic: every event with every version of its schema, the newest first. */
export function EventDefinitions({ topic: { name, definitions } }: { readonly topic: TopicDetail }) {
  const canAct = useCanAct()
  return (
    <SpaceBetween size="l">
      {definitions.map(({ type, summary, versions }) => (
        <Container
          key={type}
          header={
            <Header
              variant="h2"
              description={summary}
              actions={
                canAct && (
                  <Button
                    href={`#${topicPath(name)}?tab=publish&type=${encodeURIComponent(type)}`}
                    ariaLabel={`Publish ${type}`}
                  >
                    Publish
                  </Button>
                )
              }
            >
              {type}
            </Header>
          }
        >
          <SpaceBetween size="l">
            {versions.toReversed().map(({ version, urn, schema }) => (
              <SchemaTable
                key={version}
                type={type}
                title={versions.length > 1 ? `Version ${version}` : undefined}
                urn={urn}
                schema={schema as Schema}
              />
            ))}
          </SpaceBetween>
        </Container>
      ))}
    </SpaceBetween>
  )
}
