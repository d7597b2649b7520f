import { beforeEach, describe, expect, it } from 'vitest'
import type { AuditEntry, AuditLog } from '../../lib/messaging/operate/audit.ts'

const NOON = Date.UTC(2026, 0, 31, 12)

const entry = (step: number, more: Partial<AuditEntry> = {}): AuditEntry => ({
  id: '9f6dd0d4-0000-4000-8000-000000000000',
  step,
  at: NOON + step,
  who: 'local',
  act: 'redrive',
  phase: 'BEGUN',
  subscription: 'billing',
  detail: { selection: 'all', count: 3, dry: false },
  ...more,
})

/** What every audit log promises: what was written once is there, as it was written, and the newest comes first. */
export function auditLogContract(name: string, open: () => Promise<AuditLog>): void {
  describe(`the audit log ${name}`, () => {
    let log: AuditLog
    beforeEach(async () => {
      log = await open()
    })

    it('gives entries back as they were written, the newest first', async () => {
      const touched = entry(1, { phase: 'TOUCHED', events: ['a', 'b'], detail: {} })
      const done = entry(2, { phase: 'DONE', at: touched.at })
      for (const each of [entry(0), touched, done]) await log.append(each)
      expect(await log.list({ limit: 10 })).toEqual([done, touched, entry(0)])
    })

    it('takes the same entry again, and has it once', async () => {
      const touched = entry(1, {
        phase: 'TOUCHED',
        events: ['a', 'b'],
        detail: { cause: 'REFUSED', at: 1.5 },
      })
      for (const each of [touched, touched]) await log.append(each)
      expect(await log.list({ limit: 10 })).toEqual([touched])
    })

    it('takes acts on topics, which are of no subscription', async () => {
      const { subscription: _subscription, ...rest } = entry(0, { act: 'publish' })
      const published = { ...rest, topic: 'orders' }
      await log.append(published)
      expect(await log.list({ limit: 10 })).toEqual([published])
      expect(await log.list({ limit: 10, subscription: 'billing' })).toEqual([])
    })

    it('refuses another entry in the place of one, and keeps the first', async () => {
      await log.append(entry(0))
      await expect(log.append(entry(0, { who: 'somebody else' }))).rejects.toThrow()
      expect(await log.list({ limit: 10 })).toEqual([entry(0)])
    })

    it('gives those of a subscription, of a time, and no more than asked for', async () => {
      const other = entry(5, { subscription: 'inventory' })
      for (const each of [0, 1, 2, 3].map((step) => entry(step))) await log.append(each)
      await log.append(other)
      const steps = async (query: object) => (await log.list({ limit: 10, ...query })).map(({ step }) => step)
      expect(await steps({ subscription: 'billing' })).toEqual([3, 2, 1, 0])
      expect(await steps({ subscription: 'inventory' })).toEqual([5])
      expect(await steps({ limit: 2 })).toEqual([5, 3])
      expect(await steps({ since: NOON + 2 })).toEqual([5, 3, 2])
      expect(await steps({ before: NOON + 2 })).toEqual([1, 0])
    })

    it('gives more than a page of it', async () => {
      for (let step = 0; step < 250; step += 1) await log.append(entry(step))
      expect(await log.list({ limit: 1_000 })).toHaveLength(250)
      expect((await log.list({ limit: 150 })).at(-1)?.step).toBe(100)
    })
  })
}
