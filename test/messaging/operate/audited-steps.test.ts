import { describe, expect, it } from 'vitest'
import { eventKey } from '../../../lib/messaging/fingerprint.ts'
import { type AuditEntry, actsOf } from '../../../lib/messaging/operate/audit.ts'
import { auditedMove, redrivenBySteps } from '../../../lib/messaging/operate/audited-steps.ts'
import {
  type ActingDependencies,
  moveSome,
  type StepOptions,
} from '../../../lib/messaging/redrive/move-some.ts'
import { redriveInSteps } from '../../../lib/messaging/redrive/redrive-in-steps.ts'
import type { RedriveProgress } from '../../../lib/messaging/redrive/redrive-progress.ts'
import type { StepDependencies } from '../../../lib/messaging/redrive/redrive-step.ts'
import type { Selection } from '../../../lib/messaging/redrive/selection.ts'
import { BEGINNING, deadAtBilling } from '../support/dead-at-billing.ts'

const REDRIVE = { id: 'redrive-1', startedAt: BEGINNING }
const key = (index: number): string => eventKey('/shop', `e-${index}`)

async function stepping(...causes: readonly (string | undefined)[]) {
  const at = await deadAtBilling(...causes)
  const moves = (
    selection: Selection = 'all',
    redrive = REDRIVE,
    options: StepOptions = {},
    before?: RedriveProgress,
  ) => {
    const act: ActingDependencies['act'] = (move) => auditedMove(at.deps, redrive, selection, move)
    return moveSome({ ...at.deps, act }, selection, options, before)
  }
  /** An entry as another act would leave it. */
  const notes = (entry: Partial<AuditEntry>) =>
    at.audit.append({
      ...{ id: 'another', step: 0, at: BEGINNING + 500, who: 'someone', act: 'redrive', phase: 'BEGUN' },
      ...{ subscription: 'billing', detail: {} },
      ...entry,
    })
  return { ...at, moves, notes }
}

describe('a step of a redrive', () => {
  it('is an act of its own, under the id of the redrive', async () => {
    const { moves, queue, deps, audit } = await stepping('REFUSED: no', 'REFUSED: no')
    const { redriven } = await moves({ ids: ['e-1'] })
    expect(redriven).toHaveLength(1)
    expect(await queue.receive(10, 30)).toHaveLength(1)
    expect(actsOf(await audit.list({ limit: 100 }))).toMatchObject([
      {
        ...{ act: 'redrive', subscription: 'billing', who: deps.operator, outcome: 'DONE' },
        detail: { selection: 'ids e-1', redrive: 'redrive-1', redriven: 1, alreadyDone: 0 },
        events: [key(1)],
      },
    ])
  })

  it('keeps its events by what they had died of', async () => {
    const { moves, deadLetters, audit } = await stepping('REFUSED: a', 'OTHER: b', 'REFUSED: c', undefined)
    await deadLetters.send({ body: 'no event', attributes: { cause: 'REFUSED: d' } })
    expect((await moves()).redriven).toHaveLength(5)
    const touched = (await audit.list({ limit: 100 })).filter(({ phase }) => phase === 'TOUCHED')
    const lots = touched.map(({ events = [], detail }) => ({ events: events.toSorted(), detail }))
    expect(lots).toHaveLength(3)
    expect(lots).toEqual(
      expect.arrayContaining([
        { events: [key(0), key(2)].toSorted(), detail: { cause: 'REFUSED' } },
        { events: [key(1)], detail: { cause: 'OTHER' } },
        { events: [key(3)], detail: {} },
      ]),
    )
    expect(lots.filter(({ detail }) => !('cause' in detail))).toHaveLength(1)
  })

  it('is kept with what is on its queue again, though it fails before it can say so', async () => {
    const { deps, queue, deadLetters, audit } = await stepping('REFUSED: a', 'REFUSED: b')
    const failing = { ...deadLetters, delete: () => Promise.reject(new RangeError('SQS is away.')) }
    const broken = { ...deps, deadLetters: failing }
    const act: StepDependencies['act'] = (move) => auditedMove(broken, REDRIVE, { ids: ['e-0'] }, move)
    await expect(redriveInSteps({ ...broken, act }, { ids: ['e-0'] }, {})).rejects.toThrow('SQS is away.')
    expect(await queue.receive(10, 30)).toHaveLength(1)
    expect(actsOf(await audit.list({ limit: 100 }))).toMatchObject([
      { outcome: 'FAILED', detail: { error: 'RangeError' }, events: [key(0)] },
    ])
  })

  it('that fails is kept as failed', async () => {
    const { deps, audit } = await stepping()
    const failing = () => Promise.reject(new RangeError('SQS is away.'))
    await expect(auditedMove(deps, REDRIVE, 'all', failing)).rejects.toThrow('SQS is away.')
    expect(actsOf(await audit.list({ limit: 100 }))).toMatchObject([
      { act: 'redrive', outcome: 'FAILED', detail: { redrive: 'redrive-1', error: 'RangeError' } },
    ])
  })
})

describe('a redrive of several steps', () => {
  it('has what went back in the log, though a later step fails', async () => {
    const { deps, audit } = await deadAtBilling('REFUSED: a', 'REFUSED: b', 'REFUSED: c')
    let sends = 0
    const send: typeof deps.queue.send = async (message) => {
      sends += 1
      if (sends > 2) throw new RangeError('SQS is away.')
      return await deps.queue.send(message)
    }
    const broken = { ...deps, queue: { ...deps.queue, send } }
    const act: StepDependencies['act'] = (move) => auditedMove(broken, REDRIVE, 'all', move)
    await expect(redriveInSteps({ ...broken, act }, 'all', { perSecond: 1_000 })).rejects.toThrow(
      'SQS is away.',
    )
    expect(actsOf(await audit.list({ limit: 100 }))).toMatchObject([
      { outcome: 'FAILED', detail: { redrive: 'redrive-1', error: 'RangeError' }, events: [] },
      { outcome: 'DONE', detail: { redrive: 'redrive-1', redriven: 2 }, events: [key(0), key(1)] },
    ])
  })
})

describe('what the steps of a redrive sent back', () => {
  it('is told in the order of the steps, each event with its cause', async () => {
    const { moves, deps } = await stepping('REFUSED: a', 'OTHER: b', undefined)
    for (const id of ['e-1', 'e-2', 'e-0']) await moves({ ids: [id] })
    expect(await redrivenBySteps(deps, REDRIVE)).toEqual([
      { key: key(1), cause: 'OTHER' },
      { key: key(2) },
      { key: key(0), cause: 'REFUSED' },
    ])
  })

  it('is nothing of another redrive, another act or another subscription', async () => {
    const { moves, notes, deps } = await stepping('REFUSED: a', 'REFUSED: b')
    await moves({ ids: ['e-0'] })
    await moves({ ids: ['e-1'] }, { ...REDRIVE, id: 'redrive-2' })
    const detail = { redrive: 'redrive-1' }
    await notes({ id: 'purged', act: 'purge', detail })
    await notes({ id: 'purged', act: 'purge', phase: 'TOUCHED', step: 1, events: ['purged'] })
    await notes({ id: 'never-begun', phase: 'TOUCHED', detail, events: ['never begun'] })
    await notes({ id: 'elsewhere', subscription: 'archive', detail })
    await notes({
      id: 'elsewhere',
      subscription: 'archive',
      phase: 'TOUCHED',
      step: 1,
      events: ['elsewhere'],
    })
    expect(await redrivenBySteps(deps, REDRIVE)).toEqual([{ key: key(0), cause: 'REFUSED' }])
  })

  it('is found where the clock that wrote it is up to a minute behind, and no further back', async () => {
    const { moves, deps } = await stepping('REFUSED: a')
    await moves()
    const startedLater = (milliseconds: number) =>
      redrivenBySteps(deps, { ...REDRIVE, startedAt: BEGINNING + milliseconds })
    expect(await startedLater(60_000)).toEqual([{ key: key(0), cause: 'REFUSED' }])
    expect(await startedLater(61_000)).toEqual([])
  })
})
