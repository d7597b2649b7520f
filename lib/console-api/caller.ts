import { bounded } from '../messaging/printable.ts'
import type { ConsoleRole } from '../topology/console-routes.ts'
import type { Claims, SignInRules } from '../topology/sign-in.ts'

/** Who asks the desk, verified. */
export interface Caller {
  /**
   * Their name, by which people know them, and what the issuer knows them by for good, which is theirs alone: whatever
   * somebody calls themselves, they are nobody else, and not the one at home who is `local`.
   */
  readonly principal: string
  /** What people know them by. It may change, and is not unique. */
  readonly name: string
  /** Undefined for somebody who is known, and has no business here. */
  readonly role?: ConsoleRole
}

const NAMES = ['email', 'preferred_username', 'cognito:username', 'name']
const MAX_NAME_LENGTH = 100

/** The one whom a token is about. The greater role counts; one that is spelled otherwise is none. */
export function callerOf(claims: Claims, rules: SignInRules): Caller {
  const subject = String(claims['sub'])
  const given = NAMES.map((claim) => claims[claim]).find((value) => typeof value === 'string' && value !== '')
  const name = bounded(String(given ?? subject), MAX_NAME_LENGTH)
  const role = roleOf([claims[rules.rolesClaim]].flat(), rules)
  return { principal: `${name} (${subject})`, name, ...(role && { role }) }
}

function roleOf(held: readonly unknown[], rules: SignInRules): ConsoleRole | undefined {
  if (held.includes(rules.operatorRole)) return 'operator'
  return held.includes(rules.readerRole) ? 'reader' : undefined
}
