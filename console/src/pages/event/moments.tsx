import './moments.css'
import type { ConsoleAnswers } from '../../../../lib/console-api/answers.ts'
import { Empty } from '../../components/load-state.tsx'
import { StrangerText } from '../../components/stranger-text.tsx'
import { Time } from '../../components/time.tsx'

interface MomentsProps {
  /** The oldest first. */
  readonly moments: ConsoleAnswers['event']['moments']
}

/** The story of an event, from its beginning. */
export function Moments({ moments }: MomentsProps) {
  if (moments.length === 0) {
    return (
      <Empty title="No subscription has seen it.">
        It waits in a queue, was filtered out, was never published, or was forgotten since.
      </Empty>
    )
  }
  return (
    <ol className="moments">
      {moments.map(({ at, subscription, what }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two moments may be alike, and none moves
        <li key={index}>
          {subscription !== undefined && (
            <>
              <strong>{subscription}</strong>:{' '}
            </>
          )}
          <StrangerText text={what} />
          <br />
          <small>
            <Time at={at} />
          </small>
        </li>
      ))}
    </ol>
  )
}
