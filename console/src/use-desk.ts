import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ConsoleAnswers } from '../../lib/console-api/answers.ts'
import type { ConsoleOperation } from '../../lib/topology/console-routes.ts'
import { type DeskParameters, desk } from './desk.ts'
import { useHeldError } from './use-held-error.ts'

/** A question to the desk, as a page sees it; `LoadState` shows all of its states. */
export interface DeskQuery<Answer> {
  /** The latest answer; it stays while the next one is on its way, and when that fails. */
  readonly data: Answer | undefined
  /** Why the latest question has no answer. */
  readonly error: Error | null
  /** Milliseconds since 1970, of `data`. */
  readonly dataUpdatedAt: number
  /** Asks again, whatever is still on its way. */
  readonly refetch: () => Promise<void>
}

export interface DeskQueryOptions {
  /** Asks again and again, as long as the page is seen. */
  readonly everySeconds?: number | undefined
  /** False: not now. */
  readonly enabled?: boolean
  /** Shows the answer of other parameters until that of these is here: where only a filter changes. */
  readonly keepPrevious?: boolean
}

/** An answer of the desk, asked again every `everySeconds`. */
export function useDesk<Operation extends ConsoleOperation>(
  operation: Operation,
  parameters: DeskParameters = {},
  { everySeconds, enabled = true, keepPrevious = false }: DeskQueryOptions = {},
): DeskQuery<ConsoleAnswers[Operation]> {
  const queryKey = [operation, parameters]
  const client = useQueryClient()
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => desk(operation, parameters, undefined, signal),
    enabled,
    ...(keepPrevious && { placeholderData: keepPreviousData }),
    ...(everySeconds !== undefined && { refetchInterval: everySeconds * 1_000 }),
  })
  const data = query.data as ConsoleAnswers[Operation] | undefined
  const { error, forget } = useHeldError(JSON.stringify(queryKey), query.error, data !== undefined)
  const refetch = async () => {
    forget()
    await client.cancelQueries({ queryKey })
    await query.refetch()
  }
  return { data, error, dataUpdatedAt: query.dataUpdatedAt, refetch }
}
