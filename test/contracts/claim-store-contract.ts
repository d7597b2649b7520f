import { beforeAll, describe, expect, it } from 'vitest'
import type { ClaimStore } from '../../lib/messaging/ports.ts'

const MEBIBYTE = 1024 * 1024

/** What every store of claims promises. */
export function claimStoreContract(name: string, open: () => Promise<ClaimStore>): void {
  describe(`the claims ${name}`, () => {
    let store: ClaimStore
    let key: string
    beforeAll(async () => {
      store = await open()
    })
    const aKey = (): string => {
      key = `claims/${crypto.randomUUID()}/data.bin`
      return key
    }

    it.each([0, 1, 100_000, 4 * MEBIBYTE])('gives %i bytes back as they were', async (length) => {
      const bytes = Uint8Array.from({ length }, (_, index) => index * 31)
      await store.put(aKey(), bytes)
      expect(Buffer.from((await store.get(key, length)) ?? []).equals(bytes)).toBe(true)
      expect(await store.get(key, length)).toBeDefined()
    })

    it('takes the same object again', async () => {
      await store.put(aKey(), Buffer.from('a'))
      await store.put(key, Buffer.from('a'))
      expect(Buffer.from((await store.get(key, 1)) ?? []).toString()).toBe('a')
    })

    it('has nothing where nothing was put', async () => {
      expect(await store.get(aKey(), MEBIBYTE)).toBeUndefined()
    })

    it('does not take more into memory than it is told', async () => {
      await store.put(aKey(), Buffer.alloc(1_001))
      expect(await store.get(key, 1_000)).toBeUndefined()
    })
  })
}
