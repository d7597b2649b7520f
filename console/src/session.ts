import { createContext, useContext } from 'react'
import type { Session } from '../../lib/console-api/answers.ts'

export const SessionContext = createContext<Session | undefined>(undefined)

/** Who is signed in, and to which bus. Every page has one. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (session === undefined) throw new Error('There is no session here. Show pages inside the frame.')
  return session
}

/** Also before there is a session. */
export const useBusName = (): string => useContext(SessionContext)?.bus ?? 'Omnibus'

/** A reader sees no buttons that act. */
export const useCanAct = (): boolean => useSession().role === 'operator'

/** How often what changes by itself is asked for: at home it costs nothing, on AWS each look is some calls. */
export const useRefreshSeconds = (): number => (useSession().stage === 'home' ? 2 : 5)
