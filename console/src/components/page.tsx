import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import { useHeading } from './use-heading.ts'

interface PageProps {
  /** The heading of the page and the first words of the window's title. */
  readonly title: string
  /** What the page is below, by title and path; `Overview` is always the first. */
  readonly parents?: readonly { readonly text: string; readonly path: string }[]
  readonly description?: ReactNode
  /** Buttons for what can be done here. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** What every page has: where it is, its heading, which gets the focus when one comes here, and its title. */
export function Page({ title, parents = [], description, actions, children }: PageProps) {
  const heading = useHeading(title)
  const items = [
    { text: 'Overview', href: '#/' },
    ...parents.map(({ text, path }) => ({ text, href: `#${path}` })),
    { text: title, href: '' },
  ]
  return (
    <SpaceBetween size="m">
      {title !== 'Overview' && <BreadcrumbGroup items={items} />}
      <Header variant="h1" description={description} actions={actions}>
        <span ref={heading} tabIndex={-1} className="page-heading">
          {title}
        </span>
      </Header>
      {children}
    </SpaceBetween>
  )
}
