import { type ConsumerSwitch, SwitchMissing } from '../../messaging/operate/ports.ts'

/** A switch that takes a while, as Lambda's does: it is in between until it is asked the next time but one. */
export function memoryConsumerSwitch(present = true): ConsumerSwitch {
  let on = true
  let looks = 2
  return {
    async state() {
      if (!present) return 'MISSING'
      looks += 1
      if (looks < 2) return on ? 'ENABLING' : 'DISABLING'
      return on ? 'ENABLED' : 'DISABLED'
    },
    async turn(next) {
      if (!present) throw new SwitchMissing('There is nothing to turn.')
      if (next !== on) looks = 0
      on = next
    },
  }
}
