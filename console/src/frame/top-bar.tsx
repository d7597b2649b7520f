import Badge from '@cloudscape-design/components/badge'
import Button from '@cloudscape-design/components/button'
import { useContext } from 'react'
import { AccountMenu } from '../components/account-menu.tsx'
import { SessionContext, useBusName } from '../session.ts'
import { ThemeSwitch } from './theme-switch.tsx'
import { NAVIGATION_ID, type NavigationDrawer } from './use-navigation-drawer.ts'

/** Above every page: which bus of which stage, who is signed in, and the theme. */
export function TopBar({ drawer }: { readonly drawer: NavigationDrawer }) {
  const bus = useBusName()
  const session = useContext(SessionContext)
  return (
    <header id="top-bar" className="top-bar awsui-dark-mode">
      <span className="top-bar-menu">
        <Button
          variant="icon"
          iconName={drawer.isOpen ? 'close' : 'menu'}
          ariaLabel="Navigation"
          ariaExpanded={drawer.isOpen}
          ariaControls={NAVIGATION_ID}
          onClick={drawer.toggle}
        />
      </span>
      <a className="top-bar-bus" href="#/">
        {bus}
      </a>
      {session && <Badge color={session.stage === 'prod' ? 'red' : 'blue'}>{session.stage}</Badge>}
      <span className="top-bar-gap" />
      {session && (
        <span className="top-bar-principal" title={session.principal}>
          {session.principal} ({session.role})
        </span>
      )}
      <AccountMenu />
      <ThemeSwitch />
    </header>
  )
}
