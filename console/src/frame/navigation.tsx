import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation'
import { useContext } from 'react'
import { useLocation } from 'react-router'
import { PAGES } from '../pages.tsx'
import { subscriptionPath, topicPath } from '../paths.ts'
import { SessionContext } from '../session.ts'
import { NAVIGATION_ID, type NavigationDrawer } from './use-navigation-drawer.ts'

/** The pages, each topic and each subscription. */
export function Navigation({ drawer }: { readonly drawer: NavigationDrawer }) {
  const { pathname } = useLocation()
  const session = useContext(SessionContext)
  const [overview, ...others] = PAGES.flatMap(({ path, title }) =>
    title === undefined ? [] : [link(title, path)],
  )
  const items = [
    ...(overview ? [overview] : []),
    ...(session ? [section('Topics', session.topics, topicPath)] : []),
    ...(session ? [section('Subscriptions', session.subscriptions, subscriptionPath)] : []),
    ...others,
  ]
  const paths = [
    ...PAGES.flatMap(({ path, title }) => (title === undefined ? [] : [path])),
    ...(session?.topics ?? []).map(topicPath),
    ...(session?.subscriptions ?? []).map(subscriptionPath),
  ]
  // Of a page that is not in the navigation itself, the one that it is below.
  const activePath = paths.find((path) => pathname === path || pathname.startsWith(`${path}/`))
  return (
    <nav
      id={NAVIGATION_ID}
      aria-label="Pages"
      className={`navigation ${drawer.isOpen ? 'navigation-open' : ''}`}
    >
      <SideNavigation activeHref={`#${activePath}`} items={items} onFollow={drawer.close} />
    </nav>
  )
}

const link = (text: string, path: string): SideNavigationProps.Link => ({
  type: 'link',
  text,
  href: `#${path}`,
})

const section = (
  text: string,
  names: readonly string[],
  pathOf: (name: string) => string,
): SideNavigationProps.Section => ({
  type: 'section',
  text,
  items: names.map((name) => link(name, pathOf(name))),
})
