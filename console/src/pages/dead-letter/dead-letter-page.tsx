import Alert from '@cloudscape-design/components/alert'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useParams } from 'react-router'
import type { Edited } from '../../../../lib/console-api/answers.ts'
import { LoadState } from '../../components/load-state.tsx'
import { Page } from '../../components/page.tsx'
import { StrangerText } from '../../components/stranger-text.tsx'
import { deadLettersPath } from '../../paths.ts'
import { useDesk } from '../../use-desk.ts'
import { RedriveStatus } from '../dead-letters/redrive-status.tsx'
import { useRedriveRun } from '../dead-letters/use-redrive-run.ts'
import { EditedNotice } from './edited-notice.tsx'
import { LetterBody } from './letter-body.tsx'
import { LetterEditor } from './letter-editor.tsx'
import { LetterAttributes, LetterFacts } from './letter-facts.tsx'
import { OneLetterActs } from './one-letter-acts.tsx'
import { useLetterView } from './use-letter-view.ts'
import { useTestDownload } from './use-test-download.ts'

/** One dead letter: why it died, what it says, and how to put it right. */
export default function DeadLetterPage() {
  const { subscription = '', messageId = '' } = useParams()
  const { queue, isEditing, edit } = useLetterView()
  const [edited, setEdited] = useState<Edited>()
  const run = useRedriveRun(subscription)
  const test = useTestDownload(subscription, messageId, queue)
  // Asked once: a look takes it into hand, and once it is edited it is gone.
  const query = useDesk('deadLetter', { subscription, messageId, ...queue }, { enabled: !edited })
  const json = query.data?.data && 'json' in query.data.data ? query.data.data.json : undefined
  const canEdit = !edited && query.data?.editable === true && json !== undefined
  return (
    <Page
      title="Dead letter"
      parents={[
        { text: 'Dead letters', path: '/dead-letters' },
        { text: subscription, path: deadLettersPath(subscription) },
      ]}
      description={query.data && <StrangerText text={query.data.id ?? messageId} max={120} />}
      actions={
        query.data &&
        !edited && (
          <OneLetterActs
            {...{ subscription, messageId, queue, test }}
            isEditable={canEdit && !isEditing}
            onEdit={() => edit(true)}
          />
        )
      }
    >
      <SpaceBetween size="l">
        {test.error && (
          <Alert type="error" header="There is no test" dismissible onDismiss={test.reset}>
            {test.error.message}
          </Alert>
        )}
        {run && <RedriveStatus subscription={subscription} run={run} />}
        {edited && <EditedNotice edited={edited} />}
        <LoadState query={query} what="the dead letter">
          {(letter) => (
            <SpaceBetween size="l">
              <LetterFacts letter={letter} />
              {isEditing && canEdit ? (
                <LetterEditor
                  {...{ subscription, queue, letter, json }}
                  onEdited={setEdited}
                  onCancel={() => edit(false)}
                />
              ) : (
                <LetterBody letter={letter} />
              )}
              <LetterAttributes letter={letter} />
            </SpaceBetween>
          )}
        </LoadState>
      </SpaceBetween>
    </Page>
  )
}
