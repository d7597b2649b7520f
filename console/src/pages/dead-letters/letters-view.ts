import type { DeadLetterSummary, DeadLetters, RedriveRequest } from '../../../../lib/console-api/answers.ts'

type Selection = RedriveRequest['selection']

/** What the page shows, as its URL holds it. */
export interface LettersView {
  /** What died, or what SNS could not bring to the queue. */
  readonly queue: 'dead-letters' | 'undelivered'
  /** A cause's code; empty for those of which none is known. Without, all are shown. */
  readonly cause?: string
  readonly search: string
  /** Message ids. */
  readonly selected: readonly string[]
  /** Of the list, from 1. */
  readonly page: number
}

export function viewOf(query: URLSearchParams): LettersView {
  const cause = query.get('cause')
  return {
    ...(cause !== null && { cause }),
    queue: query.get('queue') === 'undelivered' ? 'undelivered' : 'dead-letters',
    search: query.get('search') ?? '',
    selected: (query.get('selected') ?? '').split(',').filter((id) => id !== ''),
    page: Math.max(1, Math.floor(Number(query.get('page'))) || 1),
  }
}

/** The query of the URL; what is as it is by default is left out. */
export function queryOf({ queue, cause, search, selected, page }: LettersView): Record<string, string> {
  return {
    ...(queue === 'undelivered' && { queue }),
    ...(cause !== undefined && { cause }),
    ...(search !== '' && { search }),
    ...(selected.length > 0 && { selected: selected.join(',') }),
    ...(page > 1 && { page: String(page) }),
  }
}

/** What an act is about, and how many that are: known, or as far as was looked. */
export interface Target {
  readonly label: string
  readonly selection: Selection
  readonly count: number
}

/**
 * What an act can be about: what is selected, the group that is shown, everything. With a search it is what the search
 * found, by id: an act never reaches further than what its reader sees.
 */
export function targetsOf(view: LettersView, { groups, letters, total }: DeadLetters): readonly Target[] {
  const ids = letters.map(({ messageId }) => messageId)
  const selected = view.selected.length > 0 && {
    label: `${view.selected.length} selected`,
    selection: { ids: view.selected },
    count: view.selected.length,
  }
  return [...(selected ? [selected] : []), ...(ids.length > 0 ? [shown()] : [])]

  function shown(): Target {
    if (view.search !== '') return { label: `${ids.length} found`, selection: { ids }, count: ids.length }
    if (view.cause === '')
      return { label: `${ids.length} without a cause`, selection: { ids }, count: ids.length }
    if (view.cause === undefined) return { label: `all ${total}`, selection: 'all', count: total }
    const count = groups.find(({ cause }) => cause === view.cause)?.count ?? ids.length
    const lookedAt = groups.reduce((sum, group) => sum + group.count, 0)
    // Where there are more than were looked at, nobody knows how many are of it.
    const label = lookedAt < total ? `all of ${view.cause}` : `all ${count} of ${view.cause}`
    return { label, selection: { cause: view.cause }, count }
  }
}

/** The query parameter and the member of a body that names the queue: dead letters need none. */
export function queueParameter({ queue }: LettersView): { readonly queue?: 'undelivered' } {
  return queue === 'undelivered' ? { queue } : {}
}

const PAGE_SIZE = 25

/** The page that a view shows of a list; the last where there are fewer by now. */
export function pageOf(view: LettersView, letters: readonly DeadLetterSummary[]) {
  const pages = Math.max(1, Math.ceil(letters.length / PAGE_SIZE))
  const page = Math.min(view.page, pages)
  return { page, pages, letters: letters.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE) }
}

/** What is selected when these ids are, of what a page shows: what it does not show stays as it was. */
export function selectOnPage(
  selected: readonly string[],
  shown: readonly DeadLetterSummary[],
  ids: readonly string[],
): readonly string[] {
  const others = selected.filter((id) => !shown.some(({ messageId }) => messageId === id))
  return [...others, ...ids]
}
