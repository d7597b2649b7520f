import Badge from '@cloudscape-design/components/badge'
import { useContext } from 'react'
import { SessionContext, useBusName } from '../session.ts'
import { ThemeSwitch } from './theme-switch.tsx'

/** Above every page: which bus of which stage, who is signed in, and the theme. */
export function TopBar() {
  const bus = useBusName()
  const session = useContext(SessionContext)
  return (
    <header id="top-bar" className="top-bar">
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
      <ThemeSwitch />
    </header>
  )
}
