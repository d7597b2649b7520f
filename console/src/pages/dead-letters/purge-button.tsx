import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import type { PurgeRequest } from '../../../../lib/console-api/answers.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { desk } from '../../desk.ts'
import type { Target } from './letters-view.ts'
import { TargetsField } from './targets-field.tsx'

interface PurgeButtonProps {
  readonly subscription: string
  readonly queue: { readonly queue?: 'undelivered' }
  /** At least one. */
  readonly targets: readonly [Target, ...Target[]]
  /** Of the list that is shown. */
  readonly newest?: number
  readonly onPurged: (count: number) => void
}

/** Deletes dead letters for good, once the subscription's name is typed. */
export function PurgeButton({ subscription, queue, targets, newest, onPurged }: PurgeButtonProps) {
  const [label, setLabel] = useState(targets[0].label)
  const [asked, setAsked] = useState(newest)
  const target = targets.find((each) => each.label === label) ?? targets[0]
  const purge = async () => {
    const { selection } = target
    const isByName = selection !== 'all' && 'ids' in selection
    const request: PurgeRequest = {
      ...{ ...queue, selection, confirm: subscription },
      // The list goes on behind the question: what it did not show when this was asked stays.
      ...(!isByName && asked !== undefined && { newest: asked }),
    }
    const { purged } = await desk('purge', { subscription }, request)
    onPurged(purged)
  }
  return (
    <ConfirmAction label="Purge" word={subscription} onOpen={() => setAsked(newest)} onConfirm={purge}>
      <SpaceBetween size="m">
        <TargetsField
          label="Which"
          targets={targets}
          chosen={target}
          onChoose={(chosen) => setLabel(chosen.label)}
        />
        <div>
          This deletes {target.label} for good. Their events are lost; the ledger keeps that they died, and
          why.
        </div>
      </SpaceBetween>
    </ConfirmAction>
  )
}
