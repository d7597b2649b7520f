import { useEffect, useState } from 'react'

/**
 * The error of a question that has no answer yet, kept while it is asked again by itself: otherwise the page would go to
 * and fro between its words and a spinner. `forget` is for one who asks again on purpose.
 */
export function useHeldError(
  question: string,
  error: Error | null,
  isAnswered: boolean,
): { readonly error: Error | null; readonly forget: () => void } {
  const [held, setHeld] = useState<{ readonly question: string; readonly error: Error }>()
  useEffect(() => {
    if (error !== null) setHeld({ question, error })
    else if (isAnswered) setHeld(undefined)
  }, [question, error, isAnswered])
  const kept = !isAnswered && held?.question === question ? held.error : null
  return { error: error ?? kept, forget: () => setHeld(undefined) }
}
