import { useSearchParams } from 'react-router'
import { useCanAct } from '../../session.ts'

/** Which queue it is in, and whether it is being edited, as the URL has it. A reader edits nothing. */
export function useLetterView() {
  const [query, setQuery] = useSearchParams()
  const canAct = useCanAct()
  const queue = query.get('queue') === 'undelivered' ? { queue: 'undelivered' as const } : {}
  return {
    queue,
    isEditing: canAct && query.get('edit') === 'true',
    edit: (on: boolean) => setQuery({ ...queue, ...(on && { edit: 'true' }) }),
  }
}
