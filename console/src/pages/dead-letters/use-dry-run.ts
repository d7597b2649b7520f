import { useQuery } from '@tanstack/react-query'
import type { RedriveAnswer, RedriveRequest } from '../../../../lib/console-api/answers.ts'
import { desk } from '../../desk.ts'
import type { DeskQuery } from '../../use-desk.ts'

/** What a redrive would do, asked once: nothing is kept of it. */
export function useDryRun(subscription: string, request: RedriveRequest): DeskQuery<RedriveAnswer> {
  const { data, error, dataUpdatedAt, refetch } = useQuery({
    queryKey: ['dry-run', subscription, request],
    queryFn: ({ signal }) => desk('redrive', { subscription }, { ...request, dryRun: true }, signal),
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  return { data, error, dataUpdatedAt, refetch: async () => void (await refetch()) }
}
