import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import type { DeskQuery } from '../use-desk.ts'
import { Time } from './time.tsx'
import { Waiting } from './waiting.tsx'

interface LoadStateProps<Answer> {
  readonly query: DeskQuery<Answer>
  /** What is asked for, as in "Loading the dead letters". */
  readonly what: string
  readonly empty?: {
    readonly when: (answer: Answer) => boolean
    readonly title: string
    /** What to do next. */
    readonly hint: ReactNode
  }
  readonly children: (answer: Answer) => ReactNode
}

/** Every state of a question: on its way, refused, answered with nothing, answered, and answered a while ago. */
export function LoadState<Answer>({ query, what, empty, children }: LoadStateProps<Answer>) {
  const { data, error, refetch } = query
  const retry = () => void refetch()
  if (data === undefined) {
    return error === null ? (
      <Waiting what={what} onRetry={retry} />
    ) : (
      <Refused header={`Loading ${what} failed`} error={error} onRetry={retry} />
    )
  }
  const isEmpty = empty?.when(data) === true
  const shown = isEmpty ? <Empty title={empty.title}>{empty.hint}</Empty> : children(data)
  if (error === null) return shown
  return (
    <SpaceBetween size="l">
      <Refused header="What is shown is old" error={error} onRetry={retry} since={query.dataUpdatedAt} />
      {shown}
    </SpaceBetween>
  )
}

interface RefusedProps {
  readonly header: string
  readonly error: Error
  readonly onRetry: () => void
  readonly since?: number
}

function Refused({ header, error, onRetry, since }: RefusedProps) {
  return (
    <Alert
      type={since === undefined ? 'error' : 'warning'}
      header={header}
      action={<Button onClick={onRetry}>Retry</Button>}
    >
      {error.message}
      {since !== undefined && (
        <>
          {' '}
          It was loaded <Time at={since} />.
        </>
      )}
    </Alert>
  )
}

/** Nothing to show, and what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Box textAlign="center" padding="l" color="inherit">
      <Box variant="strong">{title}</Box>
      <Box variant="p" color="text-body-secondary">
        {children}
      </Box>
    </Box>
  )
}
