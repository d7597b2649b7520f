import './documents.css'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Tabs from '@cloudscape-design/components/tabs'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { download } from '../../components/download.ts'
import { LoadState } from '../../components/load-state.tsx'
import { Page } from '../../components/page.tsx'
import { useDesk } from '../../use-desk.ts'
import type { AsyncApiDocument } from './asyncapi-document.ts'
import { AsyncApiView } from './asyncapi-view.tsx'
import type { OpenApiDocument } from './openapi-document.ts'
import { OpenApiView } from './openapi-view.tsx'

/** What can be published and received, and how, to read and to take along. */
export default function DocumentsPage() {
  const [query, setQuery] = useSearchParams()
  const shown = query.get('document') === 'openapi' ? 'openapi' : 'asyncapi'
  return (
    <Page
      title="Documents"
      description="The events (AsyncAPI) and the HTTP API (OpenAPI), to read here, or for tools."
    >
      <Tabs
        ariaLabel="Documents"
        activeTabId={shown}
        onChange={({ detail }) => setQuery(detail.activeTabId === 'openapi' ? { document: 'openapi' } : {})}
        tabs={[
          {
            id: 'asyncapi',
            label: 'AsyncAPI',
            content: (
              <Document operation="asyncapi">
                {(document) => <AsyncApiView document={document as AsyncApiDocument} />}
              </Document>
            ),
          },
          {
            id: 'openapi',
            label: 'OpenAPI',
            content: (
              <Document operation="openapi">
                {(document) => <OpenApiView document={document as OpenApiDocument} />}
              </Document>
            ),
          },
        ]}
      />
    </Page>
  )
}

interface DocumentProps {
  readonly operation: 'asyncapi' | 'openapi'
  readonly children: (document: object) => ReactNode
}

function Document({ operation, children }: DocumentProps) {
  const query = useDesk(operation)
  return (
    <LoadState query={query} what="the document">
      {(document) => (
        <SpaceBetween size="m">
          <Button
            iconName="download"
            onClick={() => download(`${operation}.json`, JSON.stringify(document, undefined, 2))}
          >
            {operation}.json
          </Button>
          {children(document)}
        </SpaceBetween>
      )}
    </LoadState>
  )
}
