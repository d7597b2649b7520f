import { describe, expect, it } from 'vitest'
import { memoryConsumerSwitch } from '../../../lib/adapters/memory/memory-consumer-switch.ts'
import { actsOf } from '../../../lib/messaging/operate/audit.ts'
import type { ConsumerState, ConsumerSwitch } from '../../../lib/messaging/operate/ports.ts'
import { SwitchMissing } from '../../../lib/messaging/operate/ports.ts'
import { pause, resume } from '../../../lib/messaging/operate/switch-consumer.ts'
import { memoryDesk } from '../support/memory-desk.ts'

/** A switch that answers these states one after another, and counts how often it was turned. */
function scripted(...states: ConsumerState[]): ConsumerSwitch & { readonly turned: boolean[] } {
  const turned: boolean[] = []
  return {
    turned,
    state: async () => (states.length > 1 ? states.shift() : states[0]) as ConsumerState,
    turn: async (on) => void turned.push(on),
  }
}

describe('pausing and resuming', () => {
  it('waits until the consumer is where it was turned to', async () => {
    const desk = memoryDesk()
    expect(await pause(desk, 'billing', 10)).toBe('DISABLED')
    expect(await resume(desk, 'billing', 10)).toBe('ENABLED')
  })

  it('turns nothing that is there already', async () => {
    const consumer = scripted('DISABLED')
    expect(await pause(memoryDesk({ consumer }), 'billing', 10)).toBe('DISABLED')
    expect(consumer.turned).toEqual([])
  })

  it('waits for a change that is at work before it makes another', async () => {
    const consumer = scripted('ENABLING', 'ENABLING', 'ENABLED', 'DISABLING', 'DISABLED')
    expect(await pause(memoryDesk({ consumer }), 'billing', 10)).toBe('DISABLED')
    expect(consumer.turned).toEqual([false])
  })

  it('gives up waiting in the end, and says where the switch is', async () => {
    const consumer = scripted('ENABLED', 'DISABLING')
    expect(await pause(memoryDesk({ consumer }), 'billing', 0)).toBe('DISABLING')
  })

  it('refuses where nothing feeds the consumer', async () => {
    const consumer = memoryConsumerSwitch(false)
    const desk = memoryDesk({ consumer })
    await expect(pause(desk, 'billing', 10)).rejects.toThrow(SwitchMissing)
    expect(actsOf(await desk.audit.list({ limit: 10 }))).toMatchObject([
      { act: 'pause', outcome: 'FAILED', detail: { error: 'SwitchMissing' } },
    ])
  })
})
