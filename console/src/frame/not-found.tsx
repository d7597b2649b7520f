import { useLocation } from 'react-router'
import { Empty } from '../components/load-state.tsx'
import { Page } from '../components/page.tsx'

export function NotFound() {
  const { pathname } = useLocation()
  return (
    <Page title="There is no such page">
      <Empty title={`Nothing is at ${pathname}.`}>
        <a href="#/">Go to the overview</a>, or choose a page in the navigation.
      </Empty>
    </Page>
  )
}
