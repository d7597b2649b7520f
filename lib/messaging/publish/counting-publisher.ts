import type { Metrics, Publisher } from '../ports.ts'

/** A publisher that counts what SNS took: from the endpoint and from handlers alike. */
export function countingPublisher(publisher: Publisher, metrics: Metrics): Publisher {
  return {
    async publish(topic, messages, signal) {
      const results = await publisher.publish(topic, messages, signal)
      const taken = results.filter(({ ok }) => ok).length
      if (taken > 0) metrics.add('Published', taken, { topic })
      return results
    },
  }
}
