import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import {
  type AsyncApiDocument,
  type AsyncChannel,
  type AsyncMessage,
  messagesOf,
  operationsOn,
} from './asyncapi-document.ts'
import { SchemaView } from './schema-view.tsx'
import { Unfolded } from './unfolded.tsx'

/** The events: each topic and each queue, what is done there, and which messages there are. */
export function AsyncApiView({ document }: { readonly document: AsyncApiDocument }) {
  return (
    <SpaceBetween size="l">
      <Box variant="p">{document.info.description}</Box>
      {Object.entries(document.channels).map(([name, channel]) => (
        <Channel key={name} document={document} name={name} channel={channel} />
      ))}
    </SpaceBetween>
  )
}

interface ChannelProps {
  readonly document: AsyncApiDocument
  readonly name: string
  readonly channel: AsyncChannel
}

function Channel({ document, name, channel }: ChannelProps) {
  const { title, address, description } = channel
  return (
    <Container
      header={
        <Header variant="h2" description={description}>
          {title ?? name}
        </Header>
      }
    >
      <SpaceBetween size="s">
        {typeof address === 'string' && <span className="code stranger-text">{address}</span>}
        <ul className="members">
          {operationsOn(document, name).map(([id, { action, summary }]) => (
            <li key={id}>
              <strong>{action}</strong> {summary}
            </li>
          ))}
        </ul>
        <div>
          <Box variant="h3">Messages</Box>
          {messagesOf(document, channel).map((message) => (
            <Unfolded
              key={message.title}
              header={[message.title ?? message.name, message.summary].filter(Boolean).join(': ')}
            >
              <Message document={document} message={message} />
            </Unfolded>
          ))}
        </div>
      </SpaceBetween>
    </Container>
  )
}

interface MessageProps {
  readonly document: AsyncApiDocument
  readonly message: AsyncMessage
}

function Message({ document, message: { description, headers, payload } }: MessageProps) {
  return (
    <SpaceBetween size="s">
      {description !== undefined && <Box variant="p">{description}</Box>}
      {headers && (
        <Unfolded header="Message attributes">
          <SchemaView document={document} schema={headers} />
        </Unfolded>
      )}
      {payload && (
        <div>
          <Box variant="h4">Body</Box>
          <SchemaView document={document} schema={payload.schema ?? payload} />
        </div>
      )}
    </SpaceBetween>
  )
}
