import type { Desk } from '../messaging/operate/desk.ts'
import type { Logger, Queue } from '../messaging/ports.ts'
import type { PublishDependencies } from '../messaging/publish/handle-publish.ts'
import type { ConsoleOperation, ConsoleRole } from '../topology/console-routes.ts'

/** The queues that dead letters of a subscription are in, and where they go back to. */
export interface DeadLetterQueues {
  readonly queue: Queue
  readonly deadLetters: Queue
  /** What SNS could not bring to the queue. */
  readonly undelivered: Queue
}

/** What the console API works on: one bus, at home or deployed. */
export interface ConsoleDependencies {
  /** `home` when it runs on this machine. */
  readonly stage: string
  /** Who sits down at it is the caller of each request. */
  readonly desk: Omit<Desk, 'operator'>
  queues(subscription: string): DeadLetterQueues
  /** Of the file of the topology, where it is not topology.ts: what is written for the working tree names it. */
  readonly topologyPath?: string | undefined
  readonly publishing: PublishDependencies
  readonly logger: Logger
}

/** Who asks, verified by whoever serves the API. */
export interface ConsoleCaller {
  /** By which the log of acts knows them. */
  readonly principal: string
  /** Whom the `publishers.principals` of topics name; `local` at home. Undefined where IAM does not know who asks. */
  readonly iamPrincipal?: string
  readonly role: ConsoleRole
}

/** A request to the desk, whoever carried it. */
export interface ConsoleRequest {
  /** Undefined where no route leads. */
  readonly operation: ConsoleOperation | undefined
  readonly caller: ConsoleCaller
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  /** Parameters of the path, decoded. */
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** By which a failure is found in the logs. */
  readonly requestId: string
  /** How long the answer may take, at most. */
  readonly remainingMilliseconds: number
}

export interface ConsoleResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}
