import type { Clock, OutgoingMessage, Publisher, Random, SendResult } from '../ports.ts'

const PAUSE_MILLISECONDS = 100

export interface SendDependencies {
  readonly publisher: Publisher
  readonly clock: Clock
  readonly random: Random
}

export interface Destination {
  readonly topic: string
  readonly ordered: boolean
  /** Milliseconds since 1970: what SNS refused by then is not sent again. */
  readonly retryUntil: number
  /** Aborts calls that are not answered while there is time to say so. */
  readonly signal: AbortSignal
}

/** The messages of one request on their way. A call is a list of their positions. */
export class Transmission {
  readonly messages: readonly OutgoingMessage[]
  /** By position. */
  readonly results: SendResult[]
  private readonly deps: SendDependencies
  private readonly destination: Destination

  constructor(deps: SendDependencies, destination: Destination, messages: readonly OutgoingMessage[]) {
    this.deps = deps
    this.destination = destination
    this.messages = messages
    this.results = new Array(messages.length)
  }

  groupOf(index: number): string {
    return this.messages[index]?.groupId ?? ''
  }

  /** One SNS call, whose results are kept. Gives the positions of what SNS did not take. */
  async send(call: readonly number[]): Promise<readonly number[]> {
    const messages = call.map((index) => this.messages[index] as OutgoingMessage)
    const { topic, signal } = this.destination
    const sent = await this.deps.publisher.publish(topic, messages, signal)
    for (const [position, index] of call.entries()) this.results[index] = sent[position] as SendResult
    return call.filter((index) => !this.isAccepted(index))
  }

  isAccepted(index: number): boolean {
    return this.results[index]?.ok === true
  }

  mayPass(index: number): boolean {
    const result = this.results[index]
    return result?.ok === false && result.retriable
  }

  /** Waits a moment before a repeat; false when there is no time left for one. */
  async pause(): Promise<boolean> {
    const { clock, random } = this.deps
    const milliseconds = PAUSE_MILLISECONDS * (0.5 + random.fraction())
    if (clock.now() + milliseconds > this.destination.retryUntil) return false
    await clock.sleep(milliseconds)
    return true
  }
}
