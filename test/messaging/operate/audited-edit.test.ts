import { describe, expect, it } from 'vitest'
import { eventKey } from '../../../lib/messaging/fingerprint.ts'
import { type AuditLog, actsOf } from '../../../lib/messaging/operate/audit.ts'
import { auditedEdit, eventKeys, inWords } from '../../../lib/messaging/operate/audited-edit.ts'
import { dryRun } from '../../../lib/messaging/redrive/dry-run.ts'
import { EditRefused } from '../../../lib/messaging/redrive/redrive-edited.ts'
import type { Selection } from '../../../lib/messaging/redrive/selection.ts'
import { deadAtBilling } from '../support/dead-at-billing.ts'

const acts = async (audit: AuditLog) => actsOf(await audit.list({ limit: 100 }))

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
    const { redriven } = await dryRun(deps, 'all')
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
