import { setTimeout } from 'node:timers/promises'
import type { ConsoleAnswers } from '../../../lib/console-api/answers.ts'

/** The desk and the endpoint of a started stack, as programs reach them: to prepare what a page is to show. */
export interface DeskOf {
  /** Publishes plain events, and gives their ids. */
  publish(topic: string, events: readonly object[]): Promise<readonly string[]>
  get<Answer>(path: string): Promise<Answer>
  /** Waits until a subscription has so many dead letters. */
  untilDead(subscription: string, count: number): Promise<void>
}

const PATIENCE_MILLISECONDS = 50_000

export function deskOf(origin: string): DeskOf {
  const get = async <Answer>(path: string): Promise<Answer> => {
    const response = await fetch(`${origin}/console${path}`)
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as Answer
  }
  return {
    get,
    async publish(topic, events) {
      const ids: string[] = []
      for (let start = 0; start < events.length; start += 500) {
        const response = await fetch(`${origin}/v1/topics/${topic}/events`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(events.slice(start, start + 500)),
        })
        if (response.status !== 202) throw new Error(`Not published: ${await response.text()}`)
        const { results } = (await response.json()) as { results: readonly { id: string }[] }
        ids.push(...results.map(({ id }) => id))
      }
      return ids
    },
    async untilDead(subscription, count) {
      const until = Date.now() + PATIENCE_MILLISECONDS
      for (;;) {
        const { deadLetters = 0 } = await get<ConsoleAnswers['subscription']>(
          `/subscriptions/${subscription}`,
        )
        if (deadLetters >= count) return
        if (Date.now() > until) throw new Error(`${deadLetters} of ${count} are dead at ${subscription}.`)
        await setTimeout(200)
      }
    },
  }
}
