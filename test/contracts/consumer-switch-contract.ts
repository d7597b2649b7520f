import { describe, expect, it, vi } from 'vitest'
import { type ConsumerSwitch, SwitchMissing } from '../../lib/messaging/operate/ports.ts'

/** A switch that is on, and one of a consumer that nothing feeds. */
export interface SwitchesUnderTest {
  readonly present: ConsumerSwitch
  readonly missing: ConsumerSwitch
}

/** What every switch promises: it ends where it was turned to, and says so when there is none. */
export function consumerSwitchContract(name: string, open: () => Promise<SwitchesUnderTest>): void {
  describe(`the switch of a consumer ${name}`, () => {
    const reaches = (one: ConsumerSwitch, state: string): Promise<void> =>
      vi.waitFor(async () => expect(await one.state()).toBe(state), { timeout: 5_000 })

    it('goes off and on again, and may be turned to where it is', async () => {
      const { present } = await open()
      await reaches(present, 'ENABLED')
      await present.turn(false)
      await reaches(present, 'DISABLED')
      await present.turn(false)
      await reaches(present, 'DISABLED')
      await present.turn(true)
      await reaches(present, 'ENABLED')
    })

    it('says so when it is missing', async () => {
      const { missing } = await open()
      expect(await missing.state()).toBe('MISSING')
      await expect(missing.turn(true)).rejects.toThrow(SwitchMissing)
    })
  })
}
