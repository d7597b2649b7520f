import type { Desk } from '../messaging/operate/desk.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'

/** The desk with the caller at it: whatever is done is recorded as theirs. */
export function seatedDesk({ desk }: ConsoleDependencies, { caller }: ConsoleRequest): Desk {
  return { ...desk, operator: caller.principal }
}
