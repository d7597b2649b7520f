import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { DeadLetterDetail, Edited, EditRequest } from '../../../../lib/console-api/answers.ts'
import { useAction } from '../../components/use-action.ts'
import { desk } from '../../desk.ts'
import type { Fault } from '../../schema/fault.ts'
import { visible } from '../../visible-text.ts'
import { JsonEditor } from './json-editor.tsx'
import { useEditedData } from './use-edited-data.ts'

interface LetterEditorProps {
  readonly subscription: string
  readonly queue: { readonly queue?: 'undelivered' }
  readonly letter: DeadLetterDetail
  /** The data, as JSON. */
  readonly json: string
  readonly onEdited: (edited: Edited) => void
  readonly onCancel: () => void
}

const MISTAKES_ID = 'mistakes-in-data'

/** Puts a dead letter right: its data, checked as one types, and sent in the dead one's place. */
export function LetterEditor({ subscription, queue, letter, json, onEdited, onCancel }: LetterEditorProps) {
  const { text, setText, mistakes, isJson } = useEditedData(json, letter)
  const { isBusy, error, run } = useAction(async () => {
    const { messageId } = letter
    const request: EditRequest = { ...queue, data: text }
    onEdited(await desk('edit', { subscription, messageId }, request))
  })
  return (
    <Container header={<Header variant="h2">Edit the data</Header>}>
      <SpaceBetween size="m">
        <Box color="text-body-secondary">
          An event with this data and an id of its own takes the dead one's place, in the queue of{' '}
          {subscription} only.
          {letter.masked.length > 0 && ' A masked value that is left as it is keeps what it hides.'}
        </Box>
        <JsonEditor
          label="Data, as JSON"
          text={text}
          isInvalid={mistakes.length > 0}
          describedBy={MISTAKES_ID}
          onChange={setText}
        />
        <Mistakes mistakes={mistakes} hasSchema={letter.schema !== undefined} />
        {error !== undefined && (
          <Alert type="error" header="The desk refused">
            <span className="stranger-text">{visible(error.message)}</span>
          </Alert>
        )}
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="primary" loading={isBusy} disabled={!isJson} onClick={() => void run()}>
            Save and redrive
          </Button>
          <Button variant="link" onClick={onCancel}>
            Cancel
          </Button>
        </SpaceBetween>
      </SpaceBetween>
    </Container>
  )
}

interface MistakesProps {
  readonly mistakes: readonly Fault[]
  readonly hasSchema: boolean
}

function Mistakes({ mistakes, hasSchema }: MistakesProps) {
  return (
    <div id={MISTAKES_ID} aria-live="polite">
      {mistakes.length === 0 ? (
        <StatusIndicator type="success">{hasSchema ? 'It fits its schema' : 'It is JSON'}</StatusIndicator>
      ) : (
        <ul className="plain-list">
          {mistakes.map(({ pointer, detail }) => (
            <li key={`${pointer} ${detail}`} className="stranger-text">
              <StatusIndicator type="error" wrapText>
                <span className={pointer === '' ? '' : 'code'}>{visible(pointer) || 'The data'}</span>{' '}
                {visible(detail)}.
              </StatusIndicator>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
