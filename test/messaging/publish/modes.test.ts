import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromEnvelope, toEnvelope } from '../../../lib/messaging/envelope.ts'
import type { Event } from '../../../lib/messaging/event.ts'
import { fingerprint } from '../../../lib/messaging/fingerprint.ts'
import { parseRequest } from '../../../lib/messaging/publish/parse-request.ts'
import { anySendableEvent } from '../support/any-event.ts'
import { arriving, inMode, type Mode } from '../support/event-in-modes.ts'

/** Through the endpoint's door, an envelope, and a consumer's. */
function carried(mode: Mode, event: Event): Event {
  const request = {
    path: {},
    query: {},
    principal: 'local',
    remainingMilliseconds: 0,
    ...inMode[mode](event),
  }
  const [entry] = parseRequest(request).entries
  return fromEnvelope(toEnvelope(entry as Event))
}

describe.each(['structured', 'batched', 'binary'] as const)('any event in %s mode', (mode) => {
  it('arrives as it was sent', () => {
    fc.assert(
      fc.property(anySendableEvent, (event) => {
        expect(carried(mode, event)).toEqual(arriving(mode, event))
      }),
      { numRuns: 500 },
    )
  })
})

it('any event says the same in every mode', () => {
  fc.assert(
    fc.property(anySendableEvent, (event) => {
      fc.pre(inMode.binary(event).body.length > 0)
      const said = (['structured', 'batched', 'binary'] as const).map((mode) =>
        fingerprint(carried(mode, event)),
      )
      expect(new Set(said).size).toBe(1)
    }),
  )
})
