import Alert from '@cloudscape-design/components/alert'
import Link from '@cloudscape-design/components/link'
import type { Edited } from '../../../../lib/console-api/answers.ts'
import { StrangerText } from '../../components/stranger-text.tsx'
import { eventPath } from '../../paths.ts'

/** What took the dead one's place, and where to see what becomes of it. */
export function EditedNotice({ edited }: { readonly edited: Edited }) {
  return (
    <Alert type="success" header="Saved, and on its way to the handler">
      The edited event is{' '}
      <span className="code">
        <StrangerText text={edited.id} />
      </span>
      . <Link href={`#${eventPath(edited.topic, edited)}`}>See what becomes of it</Link>
    </Alert>
  )
}
