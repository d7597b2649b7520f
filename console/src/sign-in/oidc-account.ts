import {
  ErrorResponse,
  InMemoryWebStorage,
  type User,
  UserManager,
  WebStorageStateStore,
} from 'oidc-client-ts'
import type { ConsoleSignIn } from '../../../lib/topology/sign-in.ts'
import { DeskError, signRequestsWith } from '../desk.ts'
import type { Account } from './account.ts'

/** A token that is about to expire is none: it has to arrive, too. */
const SPARE_SECONDS = 30

/**
 * Signs in by code and PKCE. Tokens are in memory only, where no later page finds them; after a reload the issuer, who
 * knows its session, sends one back in a moment. What the way there needs is in the tab's storage until then.
 * @see https://www.rfc-editor.org/rfc/rfc9700
 */
export async function openAccount({ authority, clientId, scope }: ConsoleSignIn): Promise<Account> {
  const address = `${location.origin}/`
  const users = new UserManager({
    ...{ authority, scope },
    client_id: clientId,
    redirect_uri: address,
    post_logout_redirect_uri: address,
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    // When something is asked for: a page that nobody looks at keeps no session alive.
    automaticSilentRenew: false,
    monitorSession: false,
  })
  if (!isBack(location.search)) return await leave(users)
  await arrive(users)
  return account(users, address)
}

function isBack(search: string): boolean {
  const parameters = new URLSearchParams(search)
  return parameters.has('state') && (parameters.has('code') || parameters.has('error'))
}

/** The page is gone before there is anything to return. */
async function leave(users: UserManager): Promise<never> {
  await users.signinRedirect({ state: { view: location.hash } })
  return await new Promise<never>(() => {})
}

/** Takes the code out of the address, whatever comes of it, and shows the view that was asked for. */
async function arrive(users: UserManager): Promise<void> {
  const back = location.href
  history.replaceState(null, '', '/')
  const { state } = await users.signinRedirectCallback(back)
  const view = String((state as { readonly view?: unknown } | undefined)?.view ?? '')
  if (view.startsWith('#')) history.replaceState(null, '', `/${view}`)
}

function account(users: UserManager, address: string): Account {
  const listeners = new Set<() => void>()
  let signedIn = true
  const show = (now: boolean): void => {
    if (now === signedIn) return
    signedIn = now
    for (const listener of listeners) listener()
  }
  let renewing: Promise<string> | undefined
  signRequestsWith(async () => {
    const user = await users.getUser()
    if (user?.id_token !== undefined && !isOver(user)) return user.id_token
    renewing ??= renewed(users, user).finally(() => {
      renewing = undefined
    })
    const token = await renewing.catch((cause: Error) => {
      show(false)
      throw new DeskError(401, `Your session is over (${cause.message}). Sign in again.`)
    })
    show(true)
    return token
  })
  return {
    isSignedIn: () => signedIn,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    signInAgain: () => leave(users),
    async signOut() {
      await users.removeUser()
      if ((await users.metadataService.getEndSessionEndpoint()) === undefined) return show(false)
      // The standard's parameters are added anyway; Cognito has this one in their place.
      await users.signoutRedirect({ extraQueryParams: { logout_uri: address } })
    },
  }
}

/** By the ID token, which is what the desk is shown. */
const isOver = ({ profile }: User): boolean => profile.exp - SPARE_SECONDS < Date.now() / 1_000

/** With a refresh token, if there is one: the policy of the page forbids the frames of the older way. */
async function renewed(users: UserManager, user: User | null): Promise<string> {
  if (user?.refresh_token === undefined) throw new Error('the issuer does not prolong it')
  const next = await users.signinSilent().catch(async (error: unknown) => {
    // It said no, and would again; a network that failed may come back.
    if (error instanceof ErrorResponse) await users.removeUser()
    throw error
  })
  if (next?.id_token === undefined || isOver(next)) throw new Error('the issuer did not prolong it')
  return next.id_token
}
