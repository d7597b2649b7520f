import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Link from '@cloudscape-design/components/link'
import SegmentedControl from '@cloudscape-design/components/segmented-control'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useParams } from 'react-router'
import { LoadState } from '../../components/load-state.tsx'
import { Page } from '../../components/page.tsx'
import { subscriptionPath } from '../../paths.ts'
import { useCanAct } from '../../session.ts'
import { GroupsTable } from './groups-table.tsx'
import { LetterActs } from './letter-acts.tsx'
import { LettersTable } from './letters-table.tsx'
import { type LettersView, queueParameter, targetsOf } from './letters-view.ts'
import { NoLetters } from './no-letters.tsx'
import { RedriveStatus } from './redrive-status.tsx'
import { useDeadLetters } from './use-dead-letters.ts'
import { useLettersView } from './use-letters-view.ts'
import { isRunning, useRedriveRun } from './use-redrive-run.ts'

/** The dead letters of a subscription: why they died, which they are, and what to do with them. */
export default function SubscriptionPage() {
  const { subscription = '' } = useParams()
  const [view, change] = useLettersView()
  const [purged, setPurged] = useState<number>()
  const run = useRedriveRun(subscription)
  const query = useDeadLetters(subscription, view, isRunning(run))
  const canAct = useCanAct()
  const notePurge = (count: number) => {
    setPurged(count)
    change({ selected: [] })
    void query.refetch()
  }
  return (
    <Page
      title={`Dead letters of ${subscription}`}
      parents={[{ text: 'Dead letters', path: '/dead-letters' }]}
      description={<Link href={`#${subscriptionPath(subscription)}`}>The subscription {subscription}</Link>}
      actions={
        <LetterActs
          subscription={subscription}
          queue={queueParameter(view)}
          targets={query.data ? targetsOf(view, query.data) : []}
          {...(query.data?.newest !== undefined && { newest: query.data.newest })}
          onRedriving={() => change({ selected: [] })}
          onPurged={notePurge}
        />
      }
    >
      <SpaceBetween size="l">
        <QueueChoice
          queue={view.queue}
          onChange={(queue) => change({ queue, allCauses: true, selected: [] })}
        />
        {run && <RedriveStatus subscription={subscription} run={run} />}
        {purged !== undefined && (
          <Alert type="success" dismissible onDismiss={() => setPurged(undefined)}>
            {purged} purged.
          </Alert>
        )}
        {query.error && view.search !== '' && (
          <Button onClick={() => change({ search: '' })}>Show them without the search</Button>
        )}
        <LoadState query={query} what="the dead letters">
          {(answer) => (
            <SpaceBetween size="l">
              {answer.groups.length > 0 && view.queue === 'dead-letters' && (
                <GroupsTable
                  groups={answer.groups}
                  shown={view.cause}
                  onShow={(cause) => change(cause === undefined ? { allCauses: true } : { cause })}
                />
              )}
              <LettersTable
                subscription={subscription}
                view={view}
                answer={answer}
                onChange={change}
                canSelect={canAct}
                empty={<NoLetters view={view} total={answer.total} onShowAll={change} />}
              />
            </SpaceBetween>
          )}
        </LoadState>
      </SpaceBetween>
    </Page>
  )
}

interface QueueChoiceProps {
  readonly queue: LettersView['queue']
  readonly onChange: (queue: LettersView['queue']) => void
}

function QueueChoice({ queue, onChange }: QueueChoiceProps) {
  return (
    <SegmentedControl
      label="Queue"
      selectedId={queue}
      options={[
        { id: 'dead-letters', text: 'Dead letters' },
        { id: 'undelivered', text: 'Undelivered' },
      ]}
      onChange={({ detail }) =>
        onChange(detail.selectedId === 'undelivered' ? 'undelivered' : 'dead-letters')
      }
    />
  )
}
