import Button from '@cloudscape-design/components/button'
import { Empty } from '../../components/load-state.tsx'
import type { LettersView } from './letters-view.ts'
import type { ChangeView } from './use-letters-view.ts'

interface NoLettersProps {
  readonly view: LettersView
  /** As SQS counts them. */
  readonly total: number
  readonly onShowAll: ChangeView
}

/** Why a list is empty, which is not always good news. */
export function NoLetters({ view, total, onShowAll }: NoLettersProps) {
  const showAll =
    view.cause === undefined && view.search === '' ? undefined : (
      <Button onClick={() => onShowAll({ allCauses: true, search: '' })}>Show all</Button>
    )
  if (total > 0) {
    return showAll ? (
      <Empty title="None of them fits.">{showAll}</Empty>
    ) : (
      <Empty title={`${total} are there, and none can be seen right now.`}>
        Someone else looks at them or redrives them. They show again within two minutes.
      </Empty>
    )
  }
  return view.queue === 'undelivered' ? (
    <Empty title="Nothing is undelivered.">SNS has brought every event to the queue.</Empty>
  ) : (
    <Empty title="No dead letters.">Every event was handled, or still is on its way.</Empty>
  )
}
