import { describe, expect, it } from 'vitest'
import { memoryAuditLog } from '../../../lib/adapters/memory/memory-audit-log.ts'
import { systemRandom } from '../../../lib/adapters/system.ts'
import {
  type Acting,
  type AuditEntry,
  type AuditLog,
  actsOf,
  audited,
} from '../../../lib/messaging/operate/audit.ts'
import { pause } from '../../../lib/messaging/operate/switch-consumer.ts'
import { memoryDesk } from '../support/memory-desk.ts'

const WHO = 'arn:aws:iam::123456789012:role/operators'

function auditing() {
  const audit = memoryAuditLog()
  let now = 1_000
  const clock = { now: () => now++, sleep: () => Promise.resolve() }
  return { audit, deps: { audit, clock, random: systemRandom, operator: WHO } }
}
const purge = { act: 'purge', subscription: 'billing', detail: { selection: 'all' } } as const

describe('an audited act', () => {
  it('is kept with who, what, when, and which events it touched', async () => {
    const { audit, deps } = auditing()
    const perform = async ({ touch, tell }: Acting) => {
      for (const key of ['a', 'b']) await touch(key)
      tell({ deleted: 2 })
      return 'gone'
    }
    expect(await audited(deps, purge, perform)).toBe('gone')
    const [act, ...more] = actsOf(await audit.list({ limit: 10 }))
    expect(more).toEqual([])
    expect(act).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      who: WHO,
      act: 'purge',
      subscription: 'billing',
      begunAt: 1_000,
      endedAt: 1_002,
      outcome: 'DONE',
      detail: { selection: 'all', deleted: 2 },
      events: ['a', 'b'],
    })
  })

  it('is not done at all when its begin cannot be kept', async () => {
    const { deps } = auditing()
    let done = false
    const audit = { ...deps.audit, append: () => Promise.reject(new Error('The table is gone.')) }
    const perform = async () => {
      done = true
    }
    await expect(audited({ ...deps, audit }, purge, perform)).rejects.toThrow('The table is gone.')
    expect(done).toBe(false)
  })

  it('is kept as failed, without what an error may quote of an event', async () => {
    const { audit, deps } = auditing()
    const failing = audited(deps, purge, () => Promise.reject(new TypeError('data was {"card":"4111"}')))
    await expect(failing).rejects.toThrow('4111')
    expect(actsOf(audit.entries)).toMatchObject([{ outcome: 'FAILED', detail: { error: 'TypeError' } }])
    expect(JSON.stringify(audit.entries)).not.toContain('4111')
  })

  it('is of unknown outcome while its end is missing', async () => {
    const { audit, deps } = auditing()
    await audited(deps, purge, async () => undefined)
    const begun = audit.entries.filter(({ phase }) => phase === 'BEGUN')
    expect(actsOf(begun)).toMatchObject([{ outcome: 'UNKNOWN' }])
    expect(actsOf(begun)[0]).not.toHaveProperty('endedAt')
  })

  it('names all of its events, a thousand an entry', async () => {
    const { audit, deps } = auditing()
    const events = Array.from({ length: 2_001 }, (_, index) => `event-${index}`)
    await audited(deps, purge, async ({ touch }) => {
      for (const event of events) await touch(event)
    })
    expect(audit.entries.map(({ events: some = [] }) => some.length)).toEqual([0, 1_000, 1_000, 1, 0])
    expect(actsOf(audit.entries)[0]?.events.toSorted()).toEqual(events.toSorted())
  })

  it('keeps each thousand while it is at work, so that one that is interrupted tells most of it', async () => {
    const { audit, deps } = auditing()
    const interrupted = audited(deps, purge, async ({ touch }) => {
      for (let index = 0; index < 1_500; index += 1) await touch(`event-${index}`)
      expect(actsOf(audit.entries)[0]).toMatchObject({ outcome: 'UNKNOWN', events: { length: 1_000 } })
      throw new Error('planned')
    })
    await expect(interrupted).rejects.toThrow('planned')
  })

  it('keeps those of different details apart', async () => {
    const { audit, deps } = auditing()
    await audited(deps, purge, async ({ touch }) => {
      await touch('a', { cause: 'A' })
      await touch('b')
      await touch('c', { cause: 'A' })
    })
    const touched = audit.entries.filter(({ phase }) => phase === 'TOUCHED')
    expect(touched.map(({ events, detail }) => ({ events, detail }))).toEqual([
      { events: ['a', 'c'], detail: { cause: 'A' } },
      { events: ['b'], detail: {} },
    ])
  })
})

/** Takes all entries but those; what it took is in `entries`. */
function refusing(isRefused: (entry: AuditEntry, refusals: number) => boolean) {
  const audit = memoryAuditLog()
  let refusals = 0
  const log: AuditLog = {
    ...audit,
    async append(entry) {
      if (isRefused(entry, refusals)) {
        refusals += 1
        throw new Error('The table is away.')
      }
      await audit.append(entry)
    },
  }
  return { entries: audit.entries, log }
}

describe('an audited act that fails part-way', () => {
  const half = async ({ touch, tell }: Acting) => {
    for (const key of ['a', 'b']) await touch(key)
    tell({ deleted: 2 })
    throw new RangeError('SQS is away.')
  }

  it('is kept with what it touched and told before', async () => {
    const { audit, deps } = auditing()
    await expect(audited(deps, purge, half)).rejects.toThrow('SQS is away.')
    expect(actsOf(audit.entries)).toMatchObject([
      {
        ...{ outcome: 'FAILED', events: ['a', 'b'] },
        detail: { selection: 'all', deleted: 2, error: 'RangeError' },
      },
    ])
  })

  it('says why it failed, though its end cannot be kept', async () => {
    const { deps } = auditing()
    const { log, entries } = refusing(({ phase }) => phase === 'FAILED')
    await expect(audited({ ...deps, audit: log }, purge, half)).rejects.toThrow('SQS is away.')
    expect(actsOf(entries)).toMatchObject([{ outcome: 'UNKNOWN', events: ['a', 'b'] }])
  })

  it('has no end where what it touched cannot be kept', async () => {
    const { deps } = auditing()
    const { log, entries } = refusing(({ phase }) => phase === 'TOUCHED')
    await expect(audited({ ...deps, audit: log }, purge, half)).rejects.toThrow('SQS is away.')
    expect(actsOf(entries)).toMatchObject([{ outcome: 'UNKNOWN', events: [] }])
  })

  it('ends when a full thousand cannot be kept, which are at its end where that can be', async () => {
    const { deps } = auditing()
    const { log, entries } = refusing(({ phase }, refusals) => phase === 'TOUCHED' && refusals === 0)
    let touched = 0
    const endless = audited({ ...deps, audit: log }, purge, async ({ touch }) => {
      for (;;) {
        touched += 1
        await touch(`event-${touched}`)
      }
    })
    await expect(endless).rejects.toThrow('The table is away.')
    expect(touched).toBe(1_000)
    expect(actsOf(entries)).toMatchObject([{ outcome: 'FAILED', events: { length: 1_000 } }])
  })
})

describe('the switch of a consumer', () => {
  it('is an audited act', async () => {
    const desk = memoryDesk()
    await pause(desk, 'billing', 10)
    expect(actsOf(await desk.audit.list({ limit: 10 }))).toMatchObject([
      { who: WHO, act: 'pause', subscription: 'billing', outcome: 'DONE', detail: { consumer: 'DISABLED' } },
    ])
  })
})
