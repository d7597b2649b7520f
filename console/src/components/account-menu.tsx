import Button from '@cloudscape-design/components/button'
import { useContext, useSyncExternalStore } from 'react'
import { type Account, AccountContext } from '../sign-in/account.ts'

/** Signs out, or in again when the session is over. Nothing at home, where nobody signs in. */
export function AccountMenu() {
  const account = useContext(AccountContext)
  return account ? <AccountButton account={account} /> : null
}

function AccountButton({ account }: { readonly account: Account }) {
  const isSignedIn = useSyncExternalStore(account.subscribe, account.isSignedIn)
  if (isSignedIn) return <Button onClick={() => void account.signOut()}>Sign out</Button>
  return (
    <Button variant="primary" onClick={() => void account.signInAgain()}>
      Sign in again
    </Button>
  )
}
