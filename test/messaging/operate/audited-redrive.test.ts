import { describe, expect, it } from 'vitest'
import { eventKey } from '../../../lib/messaging/fingerprint.ts'
import { type AuditLog, actsOf } from '../../../lib/messaging/operate/audit.ts'
import {
  auditedEdit,
  auditedRedrive,
  eventKeys,
  inWords,
} from '../../../lib/messaging/operate/audited-redrive.ts'
import { redrive } from '../../../lib/messaging/redrive/redrive.ts'
import { EditRefused } from '../../../lib/messaging/redrive/redrive-edited.ts'
import type { Selection } from '../../../lib/messaging/redrive/selection.ts'
import { deadAtBilling } from '../support/dead-at-billing.ts'

const acts = async (audit: AuditLog) => actsOf(await audit.list({ limit: 100 }))

describe('an audited redrive', () => {
  it('is kept with what was selected, and which events went back', async () => {
    const { deps, queue, audit } = await deadAtBilling('REFUSED: no', 'OTHER: no', 'REFUSED: no')
    const selection: Selection = { cause: 'REFUSED' }
    const result = await auditedRedrive(deps, selection, () => redrive(deps, selection))
    expect(result.redriven.map(({ event }) => event?.attributes.id)).toEqual(['e-0', 'e-2'])
    expect(await queue.receive(10, 30)).toHaveLength(2)
    expect(await acts(audit)).toMatchObject([
      {
        ...{ act: 'redrive', subscription: 'billing', who: deps.operator, outcome: 'DONE' },
        detail: { selection: 'cause REFUSED', redriven: 2, alreadyDone: 0 },
        events: [eventKey('/shop', 'e-0'), eventKey('/shop', 'e-2')],
      },
    ])
  })

  it('counts those whose event is handled already, and does not name them as touched', async () => {
    const { deps, audit } = await deadAtBilling('REFUSED: no')
    await auditedRedrive(deps, 'all', async () => {
      const { redriven, ...rest } = await redrive(deps, 'all', { dryRun: true })
      return { ...rest, redriven: [], alreadyDone: redriven }
    })
    expect(await acts(audit)).toMatchObject([
      { detail: { selection: 'all', redriven: 0, alreadyDone: 1 }, events: [] },
    ])
  })
})

describe('an audited edit', () => {
  it('is kept with the dead event and the one in its place', async () => {
    const { deps, queue, audit } = await deadAtBilling('REFUSED: no', 'REFUSED: no')
    const { attributes } = await auditedEdit(deps, 'e-1', '{"n":2}')
    expect(attributes).toMatchObject({ source: '/shop', type: 'placed', causationid: 'e-1' })
    expect(await queue.receive(10, 30)).toHaveLength(1)
    expect(await acts(audit)).toMatchObject([
      {
        ...{ act: 'edit', subscription: 'billing', who: deps.operator, outcome: 'DONE' },
        detail: { selection: 'ids e-1', edited: attributes.id },
        events: [eventKey('/shop', 'e-1'), eventKey('/shop', attributes.id)],
      },
    ])
  })

  it('that is refused is kept as failed, and touches nothing', async () => {
    const { deps, queue, deadLetters, audit } = await deadAtBilling('REFUSED: no')
    await expect(auditedEdit(deps, 'e-0', 'no JSON')).rejects.toThrow(EditRefused)
    expect(await acts(audit)).toMatchObject([
      { act: 'edit', outcome: 'FAILED', detail: { selection: 'ids e-0', error: 'EditRefused' }, events: [] },
    ])
    expect(await queue.receive(10, 30)).toEqual([])
    expect(await deadLetters.receive(10, 30)).toHaveLength(1)
  })
})

describe('what the log says of letters', () => {
  it('has keys of those that are events only', async () => {
    const { deps, deadLetters } = await deadAtBilling('REFUSED: no')
    await deadLetters.send({ body: 'no event', attributes: {} })
    const { redriven } = await redrive(deps, 'all', { dryRun: true })
    expect(redriven).toHaveLength(2)
    expect(eventKeys(redriven)).toEqual([eventKey('/shop', 'e-0')])
  })

  it.each<[Selection, string]>([
    ['all', 'all'],
    [{ cause: 'TIMEOUT' }, 'cause TIMEOUT'],
    [{ ids: ['a', 'b'] }, 'ids a, b'],
    [{ ids: ['\u001b[2J'] }, 'ids \\u001b[2J'],
    [{ ids: ['x'.repeat(500)] }, `ids ${'x'.repeat(195)}…`],
  ])('has the selection %j in words', (selection, words) => {
    expect(inWords(selection)).toBe(words)
  })
})
