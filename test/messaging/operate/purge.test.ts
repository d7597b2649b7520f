import { describe, expect, it } from 'vitest'
import { eventKey } from '../../../lib/messaging/fingerprint.ts'
import { actsOf } from '../../../lib/messaging/operate/audit.ts'
import { purge } from '../../../lib/messaging/operate/purge.ts'
import { deadAtBilling } from '../support/dead-at-billing.ts'
import { memoryDesk } from '../support/memory-desk.ts'

async function purging(causes: readonly string[]) {
  const desk = memoryDesk()
  const deadLetters = desk.subscription('billing').deadLetterQueue
  for (const cause of causes) await deadLetters.send({ body: 'no event', attributes: { cause } })
  const { ledger, clock, random, audit, operator } = desk
  return {
    desk,
    deadLetters,
    deps: { subscription: 'billing', deadLetters, ledger, clock, random, audit, operator },
  }
}

describe('purging dead letters', () => {
  it('deletes those of a cause, and leaves the others at hand for everybody', async () => {
    const { deadLetters, deps } = await purging(['TIMEOUT: late', 'TypeError: odd', 'TIMEOUT: late again'])
    const progress: string[] = []
    const onProgress = (done: number, of: number) => void progress.push(`${done}/${of}`)
    const { purged } = await purge(deps, { cause: 'TIMEOUT' }, { onProgress })
    expect(purged).toHaveLength(2)
    expect(progress).toEqual(['1/2', '2/2'])
    expect(await deadLetters.receive(10, 0)).toMatchObject([{ attributes: { cause: 'TypeError: odd' } }])
  })

  it('lets go of everything, and is kept as failed, when a deletion fails', async () => {
    const { desk, deadLetters, deps } = await purging(['A: a', 'A: b'])
    const failing = { ...deadLetters, delete: () => Promise.reject(new RangeError('SQS is away.')) }
    await expect(purge({ ...deps, deadLetters: failing }, 'all')).rejects.toThrow('SQS is away.')
    expect(await deadLetters.receive(10, 0)).toHaveLength(2)
    const acts = actsOf(await desk.audit.list({ limit: 10 }))
    expect(acts).toMatchObject([
      { act: 'purge', outcome: 'FAILED', detail: { selection: 'all', error: 'RangeError' } },
    ])
  })

  it('is kept with what was gone by then when a deletion fails, and deletes nothing after it', async () => {
    const causes = Array.from({ length: 40 }, (_, index) => `A: ${index}`)
    const { deps, deadLetters, audit } = await deadAtBilling(...causes)
    let deletes = 0
    const failing: typeof deadLetters.delete = async (handle) => {
      deletes += 1
      const isLast = deletes === 15
      // The others of those at once take longer than the one that fails.
      if (!isLast) for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
      if (isLast) throw new RangeError('SQS is away.')
      await deadLetters.delete(handle)
    }
    await expect(purge({ ...deps, deadLetters: { ...deadLetters, delete: failing } }, 'all')).rejects.toThrow(
      'SQS is away.',
    )
    const left = await deadLetters.receive(100, 0)
    const gone = 40 - left.length
    expect([gone > 10, gone < 25]).toEqual([true, true])
    const [act] = actsOf(await audit.list({ limit: 10 }))
    expect(act).toMatchObject({ outcome: 'FAILED', detail: { purged: gone, error: 'RangeError' } })
    const stays = new Set(left.map(({ body }) => (JSON.parse(body) as { id: string }).id))
    const ids = causes.map((_, index) => `e-${index}`).filter((id) => !stays.has(id))
    expect(act?.events.toSorted()).toEqual(ids.map((id) => eventKey('/shop', id)).toSorted())
  })

  it('is kept with how many are gone, and shows none of these to others again', async () => {
    const { desk, deadLetters, deps } = await purging(['A: a', 'B: b', 'A: c'])
    const released: string[] = []
    const release = async (handles: readonly string[]) => {
      released.push(...handles)
      await deadLetters.release(handles)
    }
    const { purged } = await purge({ ...deps, deadLetters: { ...deadLetters, release } }, { cause: 'A' })
    expect(released).toHaveLength(1)
    expect(purged.map(({ message }) => message.receiptHandle)).not.toContain(released[0])
    expect(actsOf(await desk.audit.list({ limit: 10 }))).toMatchObject([
      { act: 'purge', subscription: 'billing', detail: { selection: 'cause A', purged: 2 } },
    ])
  })

  it('says which ids no dead letter has', async () => {
    const { deps } = await purging(['A: a'])
    expect(await purge(deps, { ids: ['nowhere'] })).toEqual({ purged: [], notFound: ['nowhere'] })
  })
})
