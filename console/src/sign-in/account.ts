import { createContext } from 'react'

/** The one who is signed in. At home nobody is, and the one at the machine may do everything. */
export interface Account {
  /** False from when their session is over, and cannot be prolonged without them. */
  readonly isSignedIn: () => boolean
  /** Calls back when that changes. Returns how to stop it. */
  readonly subscribe: (listener: () => void) => () => void
  /** Leaves for the issuer, and comes back to this view. */
  signInAgain(): Promise<void>
  /** Ends the session here and at the issuer. */
  signOut(): Promise<void>
}

export const AccountContext = createContext<Account | undefined>(undefined)
