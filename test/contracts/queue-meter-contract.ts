import { beforeEach, describe, expect, it } from 'vitest'
import type { QueueMeter } from '../../lib/messaging/operate/ports.ts'
import type { Queue } from '../../lib/messaging/ports.ts'

export interface MeterUnderTest {
  readonly queue: Queue
  readonly meter: QueueMeter
  /** Of a queue that is not there, where the adapter can be asked for one. */
  readonly gone?: QueueMeter
}

/** What every meter promises: it counts what its queue holds, and counting changes nothing. */
export function queueMeterContract(name: string, open: () => Promise<MeterUnderTest>): void {
  describe(`the meter of a queue ${name}`, () => {
    let subject: MeterUnderTest
    beforeEach(async () => {
      subject = await open()
    })

    it('tells what waits apart from what is in flight', async () => {
      const { queue, meter } = subject
      expect(await meter.describe()).toMatchObject({ waiting: 0, inFlight: 0, delayed: 0 })
      for (const body of ['a', 'b', 'c']) await queue.send({ body, attributes: {} })
      const [first] = await queue.receive(1, 30)
      expect(await meter.describe()).toMatchObject({ waiting: 2, inFlight: 1, delayed: 0 })
      await queue.delete(first?.receiptHandle ?? '')
      expect(await meter.describe()).toMatchObject({ waiting: 2, inFlight: 0, delayed: 0 })
    })

    it('counts nothing as a receive', async () => {
      const { queue, meter } = subject
      await queue.send({ body: 'a', attributes: {} })
      await meter.describe()
      await meter.oldestAgeSeconds()
      expect(await queue.receive(1, 30)).toMatchObject([{ receiveCount: 1 }])
    })

    it('tells the age of the oldest message, in flight or not, and none of an empty queue', async () => {
      const { queue, meter } = subject
      expect(await meter.oldestAgeSeconds()).toBeUndefined()
      await queue.send({ body: 'a', attributes: {} })
      expect(await meter.oldestAgeSeconds()).toBeLessThan(5)
      await queue.receive(1, 30)
      expect(await meter.oldestAgeSeconds()).toBeGreaterThanOrEqual(0)
    })

    it('tells the settings of the queue', async () => {
      const described = await subject.meter.describe()
      expect(described).toMatchObject({ visibilityTimeoutSeconds: 30, retentionSeconds: 345_600 })
      expect(described?.arn).toMatch(/^arn:aws:sqs:/)
      expect(described?.redrivePolicy).toBeUndefined()
    })

    it('knows nothing of a queue that is gone', async () => {
      expect(await subject.gone?.describe()).toBeUndefined()
    })
  })
}
