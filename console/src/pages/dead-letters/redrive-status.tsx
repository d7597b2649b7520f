import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import ProgressBar from '@cloudscape-design/components/progress-bar'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { deadLetterPath } from '../../paths.ts'
import { nameOf } from './letter-columns.tsx'
import { percentOf, phaseOf, type RedriveProgress } from './redrive-loop.ts'
import { forgetRedrive, type RedriveRun, startRedrive, stopRedrive } from './redrive-runs.ts'
import { countsText, endText } from './redrive-words.ts'

interface RedriveStatusProps {
  readonly subscription: string
  readonly run: RedriveRun
}

/** How far a redrive is, the button that stops it, and how it ended. */
export function RedriveStatus({ subscription, run }: RedriveStatusProps) {
  const { request, progress } = run
  const isRunning = progress.state === 'running'
  return (
    <Container
      header={
        <Header variant="h2" actions={<Actions subscription={subscription} run={run} />}>
          {isRunning ? 'Redriving' : 'Redrive'}
        </Header>
      }
    >
      <SpaceBetween size="s">
        <ProgressBar
          value={percentOf(progress)}
          ariaLabel={`Redrive to ${subscription}`}
          description={countsText(progress)}
          {...(isRunning && request.progressive && { additionalInfo: phaseOf(progress) })}
        />
        <div aria-live="polite">{!isRunning && <End subscription={subscription} run={run} />}</div>
      </SpaceBetween>
    </Container>
  )
}

function Actions({ subscription, run }: RedriveStatusProps) {
  const { request, progress, stop } = run
  if (progress.state === 'running') {
    return (
      <Button disabled={stop.signal.aborted} onClick={() => stopRedrive(subscription)}>
        {stop.signal.aborted ? 'Stopping' : 'Stop'}
      </Button>
    )
  }
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {(progress.state === 'halted' || progress.state === 'failed') && (
        <Button onClick={() => void startRedrive(subscription, request, progress)}>Go on</Button>
      )}
      <Button onClick={() => forgetRedrive(subscription)}>Dismiss</Button>
    </SpaceBetween>
  )
}

const SIGNS = {
  running: 'in-progress',
  done: 'success',
  halted: 'stopped',
  stopped: 'warning',
  failed: 'error',
} as const

function End({ subscription, run: { request, progress } }: RedriveStatusProps) {
  return (
    <StatusIndicator type={SIGNS[progress.state]} wrapText>
      {endText(progress)}
      <StoppedBy subscription={subscription} queue={request.queue} progress={progress} />
    </StatusIndicator>
  )
}

interface StoppedByProps {
  readonly subscription: string
  readonly queue: 'undelivered' | undefined
  readonly progress: RedriveProgress
}

function StoppedBy({ subscription, queue, progress: { stopped } }: StoppedByProps) {
  if (!stopped) return null
  return (
    <>
      {' '}
      <Link href={`#${deadLetterPath(subscription, stopped.letter.messageId, queue)}`}>
        <span className="stranger-text">{nameOf(stopped.letter)}</span>
      </Link>
    </>
  )
}
