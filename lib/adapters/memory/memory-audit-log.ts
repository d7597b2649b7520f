import { isDeepStrictEqual } from 'node:util'
import type { AuditEntry, AuditLog } from '../../messaging/operate/audit.ts'

export function memoryAuditLog(): AuditLog & { readonly entries: readonly AuditEntry[] } {
  const entries: AuditEntry[] = []
  return {
    entries,
    async append(entry) {
      const { id, step, at } = entry
      const there = entries.find((known) => known.id === id && known.step === step && known.at === at)
      if (!there) entries.push(entry)
      else if (!isDeepStrictEqual(there, entry)) throw new Error('There is another entry in its place.')
    },
    async list({ limit, subscription, since = 0, before = Number.POSITIVE_INFINITY }) {
      return entries
        .filter((entry) => entry.at >= since && entry.at < before)
        .filter((entry) => subscription === undefined || entry.subscription === subscription)
        .toSorted((a, b) => b.at - a.at || b.id.localeCompare(a.id) || b.step - a.step)
        .slice(0, limit)
    },
  }
}
