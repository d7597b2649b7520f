import AppLayout from '@cloudscape-design/components/app-layout'
import SideNavigation from '@cloudscape-design/components/side-navigation'
import { Suspense } from 'react'
import { Route, Routes, useLocation } from 'react-router'
import { PAGES } from './pages.tsx'

/** The frame around every page. */
export function App() {
  const { pathname } = useLocation()
  const items = PAGES.flatMap(({ path, title }) =>
    title === undefined ? [] : [{ type: 'link' as const, text: title, href: `#${path}` }],
  )
  return (
    <AppLayout
      toolsHide
      navigation={<SideNavigation activeHref={`#${pathname}`} items={items} />}
      content={
        <Suspense>
          <Routes>
            {PAGES.map(({ path, element: Page }) => (
              <Route key={path} path={path} element={<Page />} />
            ))}
          </Routes>
        </Suspense>
      }
    />
  )
}
