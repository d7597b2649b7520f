import Button from '@cloudscape-design/components/button'
import Header from '@cloudscape-design/components/header'
import Table, { type TableProps } from '@cloudscape-design/components/table'
import type { DeadLetterGroup } from '../../../../lib/console-api/answers.ts'
import { Count } from '../../components/count.tsx'
import { StrangerText } from '../../components/stranger-text.tsx'
import { useIsNarrow } from '../../components/use-is-narrow.ts'
import { shortly } from '../../visible-text.ts'

interface GroupsTableProps {
  readonly groups: readonly DeadLetterGroup[]
  /** The code of the group that is shown; empty for the one without, undefined for all. */
  readonly shown: string | undefined
  readonly onShow: OnShow
}

/** Why they died: one line for each cause, which shows only those of it. */
export function GroupsTable({ groups, shown, onShow }: GroupsTableProps) {
  const columns = useIsNarrow() ? narrowColumns : wideColumns
  return (
    <Table
      items={groups}
      columnDefinitions={columns(shown, onShow)}
      trackBy={({ cause: code }) => code ?? ''}
      variant="container"
      contentDensity="compact"
      wrapLines
      header={
        <Header
          variant="h2"
          counter={`(${groups.length})`}
          actions={shown !== undefined && <Button onClick={() => onShow(undefined)}>Show all causes</Button>}
        >
          By cause
        </Header>
      }
      ariaLabels={{ tableLabel: 'Dead letters by cause' }}
    />
  )
}

type Columns = readonly TableProps.ColumnDefinition<DeadLetterGroup>[]
type OnShow = (cause: string | undefined) => void

const COUNT = {
  id: 'count',
  header: 'Count',
  minWidth: 70,
  cell: ({ count }: DeadLetterGroup) => <Count of={count} />,
}
const MAX_SAMPLE = 200
const MAX_CODE = 80

const wideColumns = (shown: string | undefined, onShow: OnShow): Columns => [
  {
    id: 'cause',
    header: 'Cause',
    isRowHeader: true,
    minWidth: 160,
    cell: ({ cause }) => <Cause code={cause ?? ''} shown={shown} onShow={onShow} />,
  },
  COUNT,
  { id: 'sample', header: 'The newest says', minWidth: 200, cell: Sample },
]

const narrowColumns = (shown: string | undefined, onShow: OnShow): Columns => [
  {
    id: 'cause',
    header: 'Cause, and what the newest says',
    isRowHeader: true,
    cell: (group) => (
      <>
        <Cause code={group.cause ?? ''} shown={shown} onShow={onShow} />
        <div className="quiet">
          <Sample {...group} />
        </div>
      </>
    ),
  },
  COUNT,
]

function Sample({ sample }: DeadLetterGroup) {
  return sample === '' ? '–' : <StrangerText text={sample} max={MAX_SAMPLE} />
}

interface CauseProps {
  /** Empty where no cause is known. */
  readonly code: string
  readonly shown: string | undefined
  readonly onShow: OnShow
}

function Cause({ code, shown, onShow }: CauseProps) {
  const text = code === '' ? 'No cause is known' : shortly(code, MAX_CODE)
  if (code === shown) return <strong className="stranger-text">{text}</strong>
  return (
    <Button variant="inline-link" onClick={() => onShow(code)} ariaLabel={`Show only: ${text}`}>
      <span className="stranger-text">{text}</span>
    </Button>
  )
}
