import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useNavigate } from 'react-router'
import type { Action } from '../../components/use-action.ts'
import { deadLettersPath } from '../../paths.ts'
import { useCanAct } from '../../session.ts'
import { LetterActs } from '../dead-letters/letter-acts.tsx'

interface OneLetterActsProps {
  readonly subscription: string
  readonly messageId: string
  readonly queue: { readonly queue?: 'undelivered' }
  readonly test: Action<[]>
  readonly isEditable: boolean
  readonly onEdit: () => void
}

/** What can be done with one dead letter. */
export function OneLetterActs({
  subscription,
  messageId,
  queue,
  test,
  isEditable,
  onEdit,
}: OneLetterActsProps) {
  const canAct = useCanAct()
  const navigate = useNavigate()
  const target = { label: 'this one', selection: { ids: [messageId] }, count: 1 }
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button iconName="download" loading={test.isBusy} onClick={() => void test.run()}>
        As a failing test
      </Button>
      {canAct && isEditable && <Button onClick={onEdit}>Edit</Button>}
      <LetterActs
        subscription={subscription}
        queue={queue}
        targets={[target]}
        onPurged={() => void navigate(deadLettersPath(subscription))}
      />
    </SpaceBetween>
  )
}
