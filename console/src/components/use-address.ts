import { useSearchParams } from 'react-router'

/** One value of the page's address, and the way to change it without a step in the browser's history. */
export function useAddress(name: string): readonly [string | undefined, (value: string | undefined) => void] {
  const [search, setSearch] = useSearchParams()
  const change = (value: string | undefined) =>
    setSearch(
      (before) => {
        if (value === undefined) before.delete(name)
        else before.set(name, value)
        return before
      },
      { replace: true },
    )
  return [search.get(name) ?? undefined, change]
}
