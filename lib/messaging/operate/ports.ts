import type { MetricName } from '../../topology/metrics.ts'

/** What an operator's desk asks of AWS, beside the ports that move messages. Each has its contract suite, too. */

/** A queue as SQS tells of it. The counts are approximate: they may lag by a minute. */
export interface QueueDescription {
  readonly arn: string
  /** Ready to be received. */
  readonly waiting: number
  /** Received, neither deleted nor visible again. */
  readonly inFlight: number
  /** Not to be received yet. */
  readonly delayed: number
  readonly visibilityTimeoutSeconds: number
  readonly retentionSeconds: number
  /** Undefined where nothing moves messages away that are received too often. */
  readonly redrivePolicy?: { readonly deadLetterTargetArn: string; readonly maxReceiveCount: number }
  /** The resource policy, JSON. */
  readonly policy?: string
}

export interface QueueMeter {
  /** Undefined when there is no such queue. */
  describe(): Promise<QueueDescription | undefined>
  /** How long ago the oldest message was sent; undefined when that is not known, or there is none. */
  oldestAgeSeconds(): Promise<number | undefined>
}

/** Whether messages reach a consumer. Those in between take Lambda up to a minute. MISSING: nothing feeds it. */
export type ConsumerState =
  | 'ENABLED'
  | 'DISABLED'
  | 'ENABLING'
  | 'DISABLING'
  | 'CREATING'
  | 'UPDATING'
  | 'DELETING'
  | 'MISSING'

/** What feeds a consumer from its queue. */
export interface ConsumerSwitch {
  state(): Promise<ConsumerState>
  /**
   * Resolves once Lambda has taken it; the state follows. While it is off messages wait in the queue, and nothing counts
   * as a receive of theirs.
   * @throws SwitchMissing
   */
  turn(on: boolean): Promise<void>
}

/** A metric of a topic, or of one of its subscriptions. */
export interface MetricOf {
  readonly metric: MetricName
  readonly topic: string
  readonly subscription?: string
}

/** What the functions have measured, over time. */
export interface TrafficMeter {
  /** How fine it is: the length of a period. */
  readonly periodSeconds: number
  /**
   * Of each metric its values, one for each of so many periods, the oldest first: the sum of what is counted, the average
   * of what is measured, null where there was none. What happened a moment ago may be missing still.
   * @param from - when the first period begins, in milliseconds since 1970: a multiple of its length
   */
  values(
    metrics: readonly MetricOf[],
    from: number,
    periods: number,
  ): Promise<readonly (readonly (number | null)[])[]>
}

/** What brings messages from a queue to a function. */
export interface Feed {
  readonly state: ConsumerState
  /** Without, one event that fails brings its whole batch back. */
  readonly reportsBatchItemFailures: boolean
  /** Of the function; undefined when that is gone. */
  readonly timeoutSeconds?: number
}

/** What brings messages from a topic to a queue. */
export interface TopicLink {
  readonly rawMessageDelivery: boolean
  /** On message attributes. */
  readonly filterPolicy?: Readonly<Record<string, unknown>>
  /** Where SNS puts what it cannot deliver. */
  readonly deadLetterTargetArn?: string
}

/** How the parts of a subscription are joined. */
export interface Wiring {
  readonly topicArn: string
  /** Undefined when there is no event source mapping. */
  feed(): Promise<Feed | undefined>
  /** Undefined when the topic has no such subscription. */
  link(): Promise<TopicLink | undefined>
}

/** There is nothing to turn on or off: the event source mapping is gone. */
export class SwitchMissing extends Error {
  override readonly name = 'SwitchMissing'
}

/** A line that a function wrote. */
export interface LoggedLine {
  /** No two lines have the same. */
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly text: string
}

/** What one function writes: ids and outcomes, never data. */
export interface FunctionLogs {
  /** The lines written from then on, as far as they can be read yet. */
  read(since: number): Promise<readonly LoggedLine[]>
}
