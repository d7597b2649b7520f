import { Rate } from '../../components/rate.tsx'
import { SubscriptionTable } from '../../components/subscription-table.tsx'
import { topicPath } from '../../paths.ts'
import type { TopicFlow } from './use-flows.ts'

/** The flow in rows: for those who read numbers rather than drawings, or hear them. */
export function FlowTable({ flows }: { readonly flows: readonly TopicFlow[] }) {
  const branches = new Map(
    flows.flatMap((flow) => flow.branches.map((branch) => [branch.state.name, { ...branch, flow }])),
  )
  return (
    <SubscriptionTable
      label="Subscriptions with their topics"
      states={[...branches.values()].map(({ state }) => state)}
      more={[
        { title: 'Processed', cell: ({ name }) => <Rate perSecond={branches.get(name)?.processed} /> },
        { title: 'Retried', cell: ({ name }) => <Rate perSecond={branches.get(name)?.retries} /> },
        { title: 'Topic', cell: ({ topic }) => <a href={`#${topicPath(topic)}`}>{topic}</a> },
        { title: 'Published', cell: ({ name }) => <Rate perSecond={branches.get(name)?.flow.published} /> },
      ]}
    />
  )
}
