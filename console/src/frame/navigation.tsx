import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation'
import { useContext } from 'react'
import { useLocation } from 'react-router'
import { PAGES } from '../pages.tsx'
import { subscriptionPath, topicPath } from '../paths.ts'
import { SessionContext } from '../session.ts'

/** The pages, each topic and each subscription. */
export function Navigation() {
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
  return <SideNavigation activeHref={`#${pathname}`} items={items} />
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
