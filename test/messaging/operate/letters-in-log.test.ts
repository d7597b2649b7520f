import { describe, expect, it } from 'vitest'
import { eventKey } from '../../../lib/messaging/fingerprint.ts'
import { inWords, keysOf } from '../../../lib/messaging/operate/letters-in-log.ts'
import { dryRun } from '../../../lib/messaging/redrive/dry-run.ts'
import type { Selection } from '../../../lib/messaging/redrive/selection.ts'
import { deadAtBilling } from '../support/dead-at-billing.ts'

describe('what the log says of dead letters', () => {
  it('has keys of those that are events only', async () => {
    const { deps, deadLetters } = await deadAtBilling('REFUSED: no')
    await deadLetters.send({ body: 'no event', attributes: {} })
    const { redriven } = await dryRun(deps, 'all')
    expect(redriven).toHaveLength(2)
    expect(redriven.flatMap(keysOf)).toEqual([eventKey('/shop', 'e-0')])
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
