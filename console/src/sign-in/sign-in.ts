import type { ConsoleConfig } from '../../../lib/topology/sign-in.ts'
import type { Account } from './account.ts'

/**
 * Signs in, where the console's configuration says that one does. Undefined at home. It does not return while the browser
 * leaves for the issuer.
 */
export async function signIn(): Promise<Account | undefined> {
  const response = await fetch('/config.json')
  if (!response.ok) throw new Error(`The console has no configuration (${response.status}).`)
  const { signIn: settings } = (await response.json()) as ConsoleConfig
  if (settings === undefined) return undefined
  // At home nobody loads it.
  const { openAccount } = await import('./oidc-account.ts')
  return await openAccount(settings)
}
