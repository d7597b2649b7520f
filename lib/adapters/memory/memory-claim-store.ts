import type { ClaimStore } from '../../messaging/ports.ts'

/** A bucket in a Map. */
export function memoryClaimStore(
  bucket = 'claims',
): ClaimStore & { readonly objects: Map<string, Uint8Array> } {
  const objects = new Map<string, Uint8Array>()
  return {
    bucket,
    objects,
    put: async (key, bytes) => void objects.set(key, Uint8Array.from(bytes)),
    async get(key, maxBytes) {
      const found = objects.get(key)
      return found && found.length <= maxBytes ? found : undefined
    },
  }
}
