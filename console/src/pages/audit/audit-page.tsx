import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table from '@cloudscape-design/components/table'
import { useSearchParams } from 'react-router'
import { Empty, LoadState } from '../../components/load-state.tsx'
import { Page } from '../../components/page.tsx'
import { useIsNarrow } from '../../components/use-is-narrow.ts'
import { useSession } from '../../session.ts'
import { useDesk } from '../../use-desk.ts'
import { NARROW_COLUMNS, WIDE_COLUMNS } from './act-columns.tsx'

const REFRESH_SECONDS = 5
const ALL = { value: '', label: 'All subscriptions' }

/** Who did what: the log of operators' acts, the newest first. */
export default function AuditPage() {
  const { subscriptions } = useSession()
  const isNarrow = useIsNarrow()
  const [query, setQuery] = useSearchParams()
  const subscription = query.get('subscription') ?? ''
  const before = query.get('before') ?? ''
  const show = (changes: Record<string, string>) => setQuery(withoutEmpty({ subscription, ...changes }))
  const acts = useDesk('audit', withoutEmpty({ subscription, before }), {
    keepPrevious: true,
    // What is older does not change.
    ...(before === '' && { everySeconds: REFRESH_SECONDS }),
  })
  const options = [ALL, ...subscriptions.map((name) => ({ value: name, label: name }))]
  return (
    <Page title="Audit" description="Every act of an operator. Nothing of it can be changed or removed.">
      <SpaceBetween size="l">
        <FormField label="Subscription">
          <Select
            selectedOption={options.find(({ value }) => value === subscription) ?? ALL}
            options={options}
            onChange={({ detail }) => show({ subscription: detail.selectedOption.value ?? '' })}
          />
        </FormField>
        <LoadState query={acts} what="the audit log">
          {({ acts: list, before: older }) => (
            <SpaceBetween size="m">
              <Table
                items={list}
                columnDefinitions={isNarrow ? NARROW_COLUMNS : WIDE_COLUMNS}
                trackBy="id"
                variant="container"
                contentDensity="compact"
                wrapLines
                ariaLabels={{ tableLabel: 'Acts' }}
                empty={
                  <Empty title={before === '' ? 'No acts yet.' : 'No older acts.'}>
                    Who publishes, pauses, resumes, edits, redrives or purges is noted here.
                  </Empty>
                }
              />
              <SpaceBetween direction="horizontal" size="xs">
                {before !== '' && <Button onClick={() => show({})}>Newest</Button>}
                {older !== undefined && (
                  <Button onClick={() => show({ before: String(older) })}>Older</Button>
                )}
              </SpaceBetween>
            </SpaceBetween>
          )}
        </LoadState>
      </SpaceBetween>
    </Page>
  )
}

const withoutEmpty = (query: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''))
