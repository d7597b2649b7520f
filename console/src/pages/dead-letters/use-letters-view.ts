import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { type LettersView, queryOf, viewOf } from './letters-view.ts'

/** What to change of a view. Another queue or group begins at the first page; so does another search. */
export type ChangeView = (changes: Partial<LettersView> & { readonly allCauses?: boolean }) => void

/** The view that the URL holds, and the way to change it. Another queue or group is a step that Back takes back. */
export function useLettersView(): readonly [LettersView, ChangeView] {
  const [query, setQuery] = useSearchParams()
  const view = useMemo(() => viewOf(query), [query])
  const change: ChangeView = ({ allCauses = false, ...changes }) => {
    const isStep = allCauses || 'queue' in changes || 'cause' in changes
    const { cause, ...rest } = { ...view, page: 1, ...changes }
    const next = allCauses || cause === undefined ? rest : { ...rest, cause }
    setQuery(queryOf(next), { replace: !isStep })
  }
  return [view, change]
}
