import type { Json } from './engine.ts'
import { refusal } from './refusal.ts'

const REMEMBERED_MS = 10 * 60_000

/** Answers a transaction that was already applied under the same `ClientRequestToken` without applying it again. */
export function rememberTokens(): (input: Json, apply: () => Promise<Json>) => Promise<Json> {
  const applied = new Map<unknown, { items: string; output: Json; at: number }>()
  return async ({ ClientRequestToken: token, TransactItems }, apply) => {
    if (token === undefined) return apply()
    for (const [old, { at }] of applied) if (Date.now() - at > REMEMBERED_MS) applied.delete(old)
    const items = JSON.stringify(TransactItems)
    const earlier = applied.get(token)
    if (earlier && earlier.items !== items) {
      const message = 'The ClientRequestToken was used with another transaction in the last ten minutes'
      throw refusal('IdempotentParameterMismatchException', message, { Message: message })
    }
    const output = earlier?.output ?? (await apply())
    if (!earlier) applied.set(token, { items, output, at: Date.now() })
    return output
  }
}
