import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useCanAct } from '../../session.ts'
import type { Target } from './letters-view.ts'
import { PurgeButton } from './purge-button.tsx'
import { RedriveDialog } from './redrive-dialog.tsx'
import { isRunning, useRedriveRun } from './use-redrive-run.ts'

interface LetterActsProps {
  readonly subscription: string
  readonly queue: { readonly queue?: 'undelivered' }
  /** What can be acted on; without any there is nothing to do. */
  readonly targets: readonly Target[]
  /** Of the list that they are from: what dies later is not purged with them. */
  readonly newest?: number
  readonly onRedriving?: () => void
  readonly onPurged: (count: number) => void
}

/** What an operator can do with dead letters. A reader sees nothing of it. */
export function LetterActs({ subscription, queue, targets, newest, onRedriving, onPurged }: LetterActsProps) {
  const canAct = useCanAct()
  const run = useRedriveRun(subscription)
  const [isAsking, setIsAsking] = useState(false)
  const [first, ...others] = targets
  if (!canAct || first === undefined || isRunning(run)) return null
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <PurgeButton
        key={first.label}
        subscription={subscription}
        queue={queue}
        targets={[first, ...others]}
        {...(newest !== undefined && { newest })}
        onPurged={onPurged}
      />
      <Button variant="primary" onClick={() => setIsAsking(true)}>
        Redrive
      </Button>
      {isAsking && (
        <RedriveDialog
          subscription={subscription}
          queue={queue}
          targets={[first, ...others]}
          onStarted={() => onRedriving?.()}
          onClose={() => setIsAsking(false)}
        />
      )}
    </SpaceBetween>
  )
}
