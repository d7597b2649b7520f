import { describe, expect, it } from 'vitest'
import { memoryAuditLog } from '../../../lib/adapters/memory/memory-audit-log.ts'
import { systemRandom } from '../../../lib/adapters/system.ts'
import { actsOf, audited } from '../../../lib/messaging/operate/audit.ts'
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
    const perform = async () => ({ result: 'gone', events: ['a', 'b'], detail: { deleted: 2 } })
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
      return { result: undefined }
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
    await audited(deps, purge, async () => ({ result: undefined }))
    const begun = audit.entries.filter(({ phase }) => phase === 'BEGUN')
    expect(actsOf(begun)).toMatchObject([{ outcome: 'UNKNOWN' }])
    expect(actsOf(begun)[0]).not.toHaveProperty('endedAt')
  })

  it('names all of its events, a thousand an entry', async () => {
    const { audit, deps } = auditing()
    const events = Array.from({ length: 2_001 }, (_, index) => `event-${index}`)
    await audited(deps, purge, async () => ({ result: undefined, events }))
    expect(audit.entries.map(({ events: some = [] }) => some.length)).toEqual([0, 1_000, 1_000, 1, 0])
    expect(actsOf(audit.entries)[0]?.events.toSorted()).toEqual(events.toSorted())
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
