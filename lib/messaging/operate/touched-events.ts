import type { AuditEntry } from './audit.ts'

/** An entry must fit into an item of DynamoDB's. */
const EVENTS_AN_ENTRY = 1_000

type Detail = AuditEntry['detail']

export interface TouchedEvents {
  /** Those of the same detail are kept together. Rejects when a thousand were full and could not be kept. */
  touch(key: string, detail?: Detail): Promise<void>
  /** Keeps what is not kept yet. */
  keepRest(): Promise<void>
}

/** Collects keys of events while an act touches them, and has each thousand kept as soon as it is full. */
export function touchedEvents(
  keep: (events: readonly string[], detail: Detail) => Promise<void>,
): TouchedEvents {
  const lots = new Map<string, { readonly detail: Detail; readonly events: string[] }>()
  const keepSome = async ({ detail, events }: { detail: Detail; events: string[] }): Promise<void> => {
    const some = events.splice(0, EVENTS_AN_ENTRY)
    try {
      await keep(some, detail)
    } catch (error) {
      // Perhaps they can be at the end.
      events.unshift(...some)
      throw error
    }
  }
  return {
    async touch(key, detail = {}) {
      const name = JSON.stringify(detail)
      const lot = lots.get(name) ?? { detail, events: [] }
      lots.set(name, lot)
      lot.events.push(key)
      if (lot.events.length >= EVENTS_AN_ENTRY) await keepSome(lot)
    },
    async keepRest() {
      for (const lot of lots.values()) while (lot.events.length > 0) await keepSome(lot)
    },
  }
}
