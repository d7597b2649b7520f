import { useQuery } from '@tanstack/react-query'
import type { ConsoleOperation } from '../../lib/topology/console-routes.ts'
import { type DeskParameters, desk } from './desk.ts'

/** An answer of the desk, asked again every `everySeconds`. */
export function useDesk<Operation extends ConsoleOperation>(
  operation: Operation,
  parameters: DeskParameters = {},
  { everySeconds }: { readonly everySeconds?: number } = {},
) {
  return useQuery({
    queryKey: [operation, parameters],
    queryFn: () => desk(operation, parameters),
    ...(everySeconds !== undefined && { refetchInterval: everySeconds * 1_000 }),
  })
}
