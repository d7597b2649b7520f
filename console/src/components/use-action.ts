import { useState } from 'react'

export interface Action<Arguments extends unknown[]> {
  readonly isBusy: boolean
  /** Of the latest run. */
  readonly error: Error | undefined
  /** Whether it went well. */
  readonly run: (...given: Arguments) => Promise<boolean>
  readonly reset: () => void
}

/** Something that is done once and may fail. While it is at work a second call does nothing. */
export function useAction<Arguments extends unknown[]>(
  perform: (...given: Arguments) => Promise<unknown>,
): Action<Arguments> {
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<Error>()
  const run = async (...given: Arguments): Promise<boolean> => {
    if (isBusy) return false
    setIsBusy(true)
    setError(undefined)
    try {
      await perform(...given)
      return true
    } catch (cause) {
      setError(cause as Error)
      return false
    } finally {
      setIsBusy(false)
    }
  }
  return { isBusy, error, run, reset: () => setError(undefined) }
}
