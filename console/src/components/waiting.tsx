import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useEffect, useState } from 'react'

const PATIENCE_MILLISECONDS = 10_000

interface WaitingProps {
  /** What is on its way. */
  readonly what: string
  readonly onRetry: () => void
}

/** Waiting that has an end: after ten seconds it says so, and one can ask again. */
export function Waiting({ what, onRetry }: WaitingProps) {
  const [turn, setTurn] = useState(0)
  const [isLong, setIsLong] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each turn waits anew
  useEffect(() => {
    setIsLong(false)
    const timer = setTimeout(() => setIsLong(true), PATIENCE_MILLISECONDS)
    return () => clearTimeout(timer)
  }, [turn])
  if (!isLong) return <StatusIndicator type="loading">Loading {what}</StatusIndicator>
  const again = () => {
    setTurn(turn + 1)
    onRetry()
  }
  return (
    <SpaceBetween size="s" direction="horizontal" alignItems="center">
      <StatusIndicator type="warning">No answer for 10 seconds while loading {what}</StatusIndicator>
      <Button onClick={again}>Retry</Button>
    </SpaceBetween>
  )
}
