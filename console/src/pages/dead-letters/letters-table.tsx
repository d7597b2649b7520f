import Header from '@cloudscape-design/components/header'
import Pagination from '@cloudscape-design/components/pagination'
import Table from '@cloudscape-design/components/table'
import TextFilter from '@cloudscape-design/components/text-filter'
import { type ReactNode, useState } from 'react'
import type { DeadLetters } from '../../../../lib/console-api/answers.ts'
import { countText } from '../../components/count.tsx'
import { useIsNarrow } from '../../components/use-is-narrow.ts'
import { shortly } from '../../visible-text.ts'
import { letterColumns, narrowLetterColumns } from './letter-columns.tsx'
import { type LettersView, pageOf, queueParameter, selectOnPage } from './letters-view.ts'
import type { ChangeView } from './use-letters-view.ts'

interface LettersTableProps {
  readonly subscription: string
  readonly view: LettersView
  readonly answer: DeadLetters
  readonly onChange: ChangeView
  /** To select is only good for acting. */
  readonly canSelect: boolean
  readonly empty: ReactNode
}

/** The dead letters of a view, page by page. What is selected stays so on other pages, and when the list is refreshed. */
export function LettersTable({ subscription, view, answer, onChange, canSelect, empty }: LettersTableProps) {
  const { page, pages, letters } = pageOf(view, answer.letters)
  const { queue } = queueParameter(view)
  const columns = useIsNarrow() ? narrowLetterColumns : letterColumns
  const select = (ids: readonly string[]) =>
    onChange({ selected: selectOnPage(view.selected, letters, ids), page })
  return (
    <Table
      items={letters}
      columnDefinitions={columns(subscription, queue)}
      trackBy="messageId"
      variant="container"
      contentDensity="compact"
      wrapLines
      {...(canSelect && { selectionType: 'multi' })}
      selectedItems={letters.filter(({ messageId }) => view.selected.includes(messageId))}
      onSelectionChange={({ detail }) => select(detail.selectedItems.map(({ messageId }) => messageId))}
      header={<ListHeader view={view} answer={answer} />}
      filter={<Search search={view.search} onSearch={(search) => onChange({ search })} />}
      pagination={
        pages > 1 && (
          <Pagination
            currentPageIndex={page}
            pagesCount={pages}
            onChange={({ detail }) => onChange({ page: detail.currentPageIndex })}
            ariaLabels={{
              nextPageLabel: 'Next page',
              previousPageLabel: 'Previous page',
              pageLabel: (number) => `Page ${number}`,
            }}
          />
        )
      }
      empty={empty}
      ariaLabels={{
        tableLabel: 'Dead letters',
        selectionGroupLabel: 'Selection',
        allItemsSelectionLabel: () => 'Select all on this page',
        itemSelectionLabel: (_, { id, messageId }) => `Select ${shortly(id ?? messageId, 80)}`,
      }}
    />
  )
}

function ListHeader({ view, answer }: Pick<LettersTableProps, 'view' | 'answer'>) {
  const { letters, truncated } = answer
  const selected = view.selected.length > 0 ? `${countText(view.selected.length)} selected of ` : ''
  return (
    <Header
      variant="h2"
      counter={`(${selected}${countText(letters.length)}${truncated ? '+' : ''})`}
      description={truncated && 'There are more than are listed. Search, or show one cause, to see others.'}
    >
      {view.cause === undefined ? 'All causes' : view.cause === '' ? 'No cause is known' : `Of ${view.cause}`}
    </Header>
  )
}

interface SearchProps {
  readonly search: string
  readonly onSearch: (search: string) => void
}

/** Asks once one has stopped typing. */
function Search({ search, onSearch }: SearchProps) {
  const [text, setText] = useState(search)
  return (
    <TextFilter
      filteringText={text}
      filteringPlaceholder="Search ids, types, causes and bodies"
      filteringAriaLabel="Search dead letters"
      filteringClearAriaLabel="Clear the search"
      onChange={({ detail }) => setText(detail.filteringText)}
      onDelayedChange={({ detail }) => onSearch(detail.filteringText)}
    />
  )
}
