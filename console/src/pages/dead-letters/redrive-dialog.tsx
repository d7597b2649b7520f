import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import type { RedriveAnswer } from '../../../../lib/console-api/answers.ts'
import { countText } from '../../components/count.tsx'
import { LoadState } from '../../components/load-state.tsx'
import { StrangerText } from '../../components/stranger-text.tsx'
import { nameOf } from './letter-columns.tsx'
import type { Target } from './letters-view.ts'
import { DEFAULTS, isValid, optionsOf } from './redrive-options.ts'
import { RedriveOptionsForm } from './redrive-options-form.tsx'
import { startRedrive } from './redrive-runs.ts'
import { TargetsField } from './targets-field.tsx'
import { useDryRun } from './use-dry-run.ts'

interface RedriveDialogProps {
  readonly subscription: string
  readonly queue: { readonly queue?: 'undelivered' }
  /** At least one. */
  readonly targets: readonly [Target, ...Target[]]
  readonly onStarted: () => void
  readonly onClose: () => void
}

/** Shows what a redrive would do before it does it. */
export function RedriveDialog({ subscription, queue, targets, onStarted, onClose }: RedriveDialogProps) {
  const [target, setTarget] = useState<Target>(targets[0])
  const [options, setOptions] = useState(DEFAULTS)
  const request = { ...queue, selection: target.selection }
  const dryRun = useDryRun(subscription, request)
  const start = () => {
    void startRedrive(subscription, { ...request, ...optionsOf(options) })
    onStarted()
    onClose()
  }
  const nothing = dryRun.data?.remaining === 0 && !(options.discardDone && dryRun.data.alreadyDone > 0)
  return (
    <Modal
      visible
      header={`Redrive to ${subscription}`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button
              variant="primary"
              disabled={dryRun.data === undefined || nothing || !isValid(options)}
              onClick={start}
            >
              Redrive {target.label}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="l">
        <TargetsField label="Which" targets={targets} chosen={target} onChoose={setTarget} />
        <div aria-live="polite">
          <LoadState query={dryRun} what="what would be redriven">
            {(answer) => <Forecast answer={answer} />}
          </LoadState>
        </div>
        <RedriveOptionsForm options={options} onChange={setOptions} />
      </SpaceBetween>
    </Modal>
  )
}

const SAMPLES = 5

function Forecast({ answer }: { readonly answer: RedriveAnswer }) {
  const { remaining, alreadyDone, notFound, letters = [] } = answer
  return (
    <SpaceBetween size="xs">
      <div>
        <strong>{countText(remaining)} would be redriven.</strong>
        {alreadyDone > 0 &&
          ` ${countText(alreadyDone)} already done: a copy of their event was handled meanwhile.`}
        {notFound.length > 0 && ` ${countText(notFound.length)} are not there any more.`}
      </div>
      <ul className="plain-list">
        {letters.slice(0, SAMPLES).map((letter) => (
          <li key={letter.messageId}>
            <span className="stranger-text">{nameOf(letter)}</span>
            {letter.cause && (
              <Box variant="small" display="inline">
                {' '}
                <StrangerText text={letter.cause.code} max={60} />
              </Box>
            )}
          </li>
        ))}
        {remaining > SAMPLES && <li>and {countText(remaining - SAMPLES)} more</li>}
      </ul>
    </SpaceBetween>
  )
}
