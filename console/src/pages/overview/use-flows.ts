import type { Overview } from '../../../../lib/console-api/answers.ts'
import { rateOf } from '../../traffic/rate-of.ts'
import { useTraffic } from '../../traffic/use-traffic.ts'

type TopicState = Overview['topics'][number]
type SubscriptionState = TopicState['subscriptions'][number]

/** A topic and what flows through it, events a second. A rate is undefined until it is known. */
export interface TopicFlow {
  readonly topic: TopicState
  readonly published: number | undefined
  readonly branches: readonly Branch[]
}

export interface Branch {
  readonly state: SubscriptionState
  readonly processed: number | undefined
  readonly retries: number | undefined
}

/** The declared topology with its live rates. */
export function useFlows(topics: readonly TopicState[]): readonly TopicFlow[] {
  const { data, dataUpdatedAt } = useTraffic()
  const rate = (
    metric: 'Published' | 'Processed' | 'Retries',
    of: { topic?: string; subscription?: string },
  ) => rateOf(data, { metric, ...of }, dataUpdatedAt)
  return topics.map((topic) => ({
    topic,
    published: rate('Published', { topic: topic.name }),
    branches: topic.subscriptions.map((state) => ({
      state,
      processed: rate('Processed', { subscription: state.name }),
      retries: rate('Retries', { subscription: state.name }),
    })),
  }))
}
