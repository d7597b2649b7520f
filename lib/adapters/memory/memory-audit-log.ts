import type { AuditEntry, AuditLog } from '../../messaging/operate/audit.ts'

export function memoryAuditLog(): AuditLog & { readonly entries: readonly AuditEntry[] } {
  const entries: AuditEntry[] = []
  return {
    entries,
    async append(entry) {
      const { id, step, at } = entry
      if (entries.some((known) => known.id === id && known.step === step && known.at === at)) {
        throw new Error('There is such an entry already.')
      }
      entries.push(entry)
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
