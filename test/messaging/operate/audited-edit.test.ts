import { describe, expect, it } from 'vitest'
import { eventKey } from '../../../lib/messaging/fingerprint.ts'
import { type AuditLog, actsOf } from '../../../lib/messaging/operate/audit.ts'
import { auditedEdit } from '../../../lib/messaging/operate/audited-edit.ts'
import { EditRefused } from '../../../lib/messaging/redrive/redrive-edited.ts'
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

  it('is kept with both though it fails after the queue has the new one', async () => {
    const { deps, queue, deadLetters, audit } = await deadAtBilling('REFUSED: no')
    const failing = { ...deadLetters, delete: () => Promise.reject(new RangeError('SQS is away.')) }
    await expect(auditedEdit({ ...deps, deadLetters: failing }, 'e-0', '{"n":2}')).rejects.toThrow(
      'SQS is away.',
    )
    const [sent] = await queue.receive(10, 30)
    const { id } = JSON.parse(sent?.body ?? '') as { id: string }
    expect(await acts(audit)).toMatchObject([
      {
        ...{ outcome: 'FAILED', detail: { selection: 'ids e-0', edited: id, error: 'RangeError' } },
        events: [eventKey('/shop', 'e-0'), eventKey('/shop', id)],
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
