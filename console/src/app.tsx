import { Suspense } from 'react'
import { Route, Routes, useLocation } from 'react-router'
import { LoadState } from './components/load-state.tsx'
import { Waiting } from './components/waiting.tsx'
import { Navigation } from './frame/navigation.tsx'
import { NotFound } from './frame/not-found.tsx'
import { PageBoundary } from './frame/page-boundary.tsx'
import { CONTENT_ID, SkipLink } from './frame/skip-link.tsx'
import { TopBar } from './frame/top-bar.tsx'
import { useNavigationDrawer } from './frame/use-navigation-drawer.ts'
import { PAGES } from './pages.tsx'
import { SessionContext } from './session.ts'
import { useDesk } from './use-desk.ts'

/**
 * The frame around every page. It is the console's own: Cloudscape's would be a quarter of all that the first view loads.
 */
export function App() {
  const session = useDesk('session')
  const drawer = useNavigationDrawer()
  return (
    <SessionContext value={session.data}>
      <SkipLink />
      <TopBar drawer={drawer} />
      <div className="frame">
        <Navigation drawer={drawer} />
        <main id={CONTENT_ID} tabIndex={-1} className="content">
          <LoadState query={session} what="the session">
            {() => <Pages />}
          </LoadState>
        </main>
      </div>
    </SessionContext>
  )
}

function Pages() {
  const { pathname } = useLocation()
  return (
    <PageBoundary path={pathname}>
      <Suspense fallback={<Waiting what="the page" onRetry={() => location.reload()} />}>
        <Routes>
          {PAGES.map(({ path, element: Element }) => (
            <Route key={path} path={path} element={<Element />} />
          ))}
          <Route path="*" element={<NotFound />} />
        </Routes>
      </Suspense>
    </PageBoundary>
  )
}
