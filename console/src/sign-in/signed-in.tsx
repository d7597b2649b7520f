import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { type ReactNode, Suspense, use } from 'react'
import { type Account, AccountContext } from './account.ts'

/** What somebody is shown once they are signed in. A failure to sign in is a value, too: there is no page to show it on. */
type Outcome = { readonly account: Account | undefined } | { readonly failure: Error }

interface SignedInProps {
  readonly outcome: Promise<Outcome>
  readonly children: ReactNode
}

export const outcomeOf = (signingIn: Promise<Account | undefined>): Promise<Outcome> =>
  signingIn.then(
    (account) => ({ account }),
    (failure: Error) => ({ failure }),
  )

/** Shows its children to whoever is signed in, and to the one at home. */
export function SignedIn(props: SignedInProps) {
  return (
    <Suspense fallback={<StatusIndicator type="loading">Signing in</StatusIndicator>}>
      <Gate {...props} />
    </Suspense>
  )
}

function Gate({ outcome, children }: SignedInProps) {
  const known = use(outcome)
  if ('account' in known) return <AccountContext value={known.account}>{children}</AccountContext>
  return (
    <main>
      <Alert
        type="error"
        header="Signing in failed"
        action={<Button onClick={() => location.assign('/')}>Try again</Button>}
      >
        {known.failure.message}
      </Alert>
    </main>
  )
}
