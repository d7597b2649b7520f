import { describe, expect, it } from 'vitest'
import { purgeConfirmed } from '../../../lib/messaging/operate/purge-confirmed.ts'
import { deadAtBilling } from '../support/dead-at-billing.ts'

const idsOf = (messages: readonly { readonly body: string }[]) =>
  messages.map(({ body }) => (JSON.parse(body) as { id: string }).id)

const unasked = () => Promise.reject(new Error('Nobody was to be asked.'))

describe('a purge that asks first', () => {
  it('says how many will go, and deletes these', async () => {
    const { deps, deadLetters } = await deadAtBilling('A: a', 'B: b', 'A: c')
    const asked: number[] = []
    const progress: string[] = []
    const { purged, notFound } = await purgeConfirmed(
      deps,
      { cause: 'A' },
      async (count) => void asked.push(count),
      (done, of) => progress.push(`${done} of ${of}`),
    )
    expect(asked).toEqual([2])
    expect(progress).toEqual(['1 of 2', '2 of 2'])
    expect([idsOf(purged.map(({ message }) => message)), notFound]).toEqual([['e-0', 'e-2'], []])
    expect(idsOf(await deadLetters.receive(10, 0))).toEqual(['e-1'])
  })

  it('deletes nothing, and leaves no act, when the answer is no', async () => {
    const { deps, deadLetters, audit } = await deadAtBilling('A: a')
    const no = () => Promise.reject(new Error('That is something else.'))
    await expect(purgeConfirmed(deps, 'all', no)).rejects.toThrow('That is something else.')
    expect(await deadLetters.receive(10, 0)).toHaveLength(1)
    expect(await audit.list({ limit: 10 })).toEqual([])
  })

  it('deletes nothing that comes to light after it found nothing, but says which ids are missing', async () => {
    const { deps, deadLetters, audit } = await deadAtBilling('A: a')
    const hidden = await deadLetters.receive(10, 60)
    let looks = 0
    const receive: typeof deadLetters.receive = async (max, seconds) => {
      looks += 1
      // Whoever had it in hand lets go once this one has looked as often as it does.
      if (looks === 4) await deadLetters.release(hidden.map(({ receiptHandle }) => receiptHandle))
      return await deadLetters.receive(max, seconds)
    }
    const found = await purgeConfirmed(
      { ...deps, deadLetters: { ...deadLetters, receive } },
      { ids: ['e-0'] },
      unasked,
    )
    expect(found).toEqual({ purged: [], notFound: ['e-0'] })
    await deadLetters.release(hidden.map(({ receiptHandle }) => receiptHandle))
    expect(idsOf(await deadLetters.receive(10, 0))).toEqual(['e-0'])
    expect(await audit.list({ limit: 10 })).toEqual([])
  })

  it('looks again for what another look hides for a moment, and asks', async () => {
    const { deps, deadLetters } = await deadAtBilling('A: a')
    const hidden = await deadLetters.receive(10, 60)
    const sleep = () => deadLetters.release(hidden.map(({ receiptHandle }) => receiptHandle))
    const asked: number[] = []
    const confirm = async (count: number) => void asked.push(count)
    const { purged } = await purgeConfirmed({ ...deps, clock: { ...deps.clock, sleep } }, 'all', confirm)
    expect([asked, purged.length]).toEqual([[1], 1])
  })

  it('leaves what died while somebody thought about it, whatever its stamp', async () => {
    const { deps, deadLetters } = await deadAtBilling('A: a', 'A: b')
    const [early] = await deadLetters.receive(1, 60)
    const confirm = async (count: number) => {
      expect(count).toBe(1)
      await deadLetters.release([early?.receiptHandle ?? ''])
      await deadLetters.send({ body: early?.body ?? '', attributes: { cause: 'A: late' } })
    }
    const { purged } = await purgeConfirmed(deps, 'all', confirm)
    expect(idsOf(purged.map(({ message }) => message))).toEqual(['e-1'])
    expect(await deadLetters.receive(10, 0)).toHaveLength(2)
  })
})
