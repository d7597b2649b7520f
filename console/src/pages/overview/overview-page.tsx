import Header from '@cloudscape-design/components/header'
import { useDesk } from '../../use-desk.ts'

/** What there is, how it does, and what wants a look. */
export default function OverviewPage() {
  const { data } = useDesk('overview')
  return <Header variant="h1">{data ? `${data.topics.length} topics` : 'Overview'}</Header>
}
