import type { AuditedAct } from '../messaging/operate/audit.ts'
import type { EventTimeline } from '../messaging/operate/event-timeline.ts'
import type { SubscriptionState } from '../messaging/operate/subscription-state.ts'
import type { TopicState } from '../messaging/operate/topic-states.ts'
import type { Traffic } from '../messaging/operate/traffic.ts'
import type { Cause, DeliveryState } from '../messaging/ports.ts'
import type { Selection } from '../messaging/redrive/selection.ts'
import type { ConsoleRole } from '../topology/console-routes.ts'

/**
 * What the desk's operations take and answer, as JSON: types only, so that the web console can import them. Times are
 * milliseconds since 1970. Fields of events that a schema marks as sensitive are masked in all of it.
 */

export type { Series, Traffic } from '../messaging/operate/traffic.ts'

/** Who asks, and of which bus. */
export interface Session {
  readonly bus: string
  /** `home` when it runs on this machine. */
  readonly stage: string
  readonly principal: string
  readonly role: ConsoleRole
  readonly topics: readonly string[]
  readonly subscriptions: readonly string[]
  /** How fine metrics are: 60 where CloudWatch keeps them. */
  readonly metricsPeriodSeconds: number
}

/** Something that wants a look, the most pressing first. */
export interface Attention {
  readonly kind:
    | 'queue-missing'
    | 'consumer-missing'
    | 'dead-letters'
    | 'undelivered'
    | 'paused'
    | 'waiting-long'
  readonly subscription: string
  /** One sentence. */
  readonly text: string
}

export interface Overview {
  readonly at: number
  readonly topics: readonly TopicState[]
  readonly attention: readonly Attention[]
}

export interface TopicDetail extends TopicState {
  readonly partitionKey?: string
  readonly definitions: readonly {
    readonly type: string
    readonly summary?: string
    /** Every version, the oldest first, as JSON Schema. */
    readonly versions: readonly { readonly version: string; readonly urn: string; readonly schema: object }[]
    /** JSON that fits the oldest version's schema as far as a schema tells: where a form begins. */
    readonly example: unknown
  }[]
}

/** One event in plain JSON mode; what is left out is filled in. */
export interface PublishRequest {
  readonly type: string
  readonly data: unknown
  readonly source?: string
  readonly id?: string
  readonly subject?: string
  readonly dataschema?: string
  readonly partitionkey?: string
}

export interface Published {
  readonly topic: string
  readonly source: string
  readonly id: string
  readonly messageId: string
}

export interface DeadLetterSummary {
  readonly messageId: string
  /** Of the event; absent where the body is none. */
  readonly id?: string
  readonly source?: string
  readonly type?: string
  readonly cause?: Cause
  readonly attempts?: number
  /** When the event first reached the subscription's queue. */
  readonly receivedAt: number
  /** What the ledger says now: DONE when a copy was handled meanwhile. */
  readonly state?: DeliveryState
  /** Bytes of the body. */
  readonly size: number
}

export interface DeadLetterGroup {
  /** The code; absent for those of which no cause is known. */
  readonly cause?: string
  readonly count: number
  /** The text of the newest one. */
  readonly sample: string
}

export interface DeadLetters {
  readonly topic: string
  /** As SQS counts them, approximately. */
  readonly total: number
  /** Of all that were looked at and fit the search. */
  readonly groups: readonly DeadLetterGroup[]
  /** Oldest first, as many as `limit` allows. */
  readonly letters: readonly DeadLetterSummary[]
  /**
   * SQS's stamp of the newest, in milliseconds since 1970: what has died since has a later one. Where not all were looked
   * at, when that was. Absent where there is none.
   */
  readonly newest?: number
  /** Whether there are more than were looked at, or than `limit` allows. */
  readonly truncated: boolean
}

export interface DeadLetterDetail extends DeadLetterSummary {
  readonly topic: string
  /** CloudEvents attributes, extensions included. */
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  /** JSON as it was written but for what is masked, or base64 of other bytes. */
  readonly data?: { readonly json: string } | { readonly base64: string }
  /** JSON Pointers into the data of what is masked. */
  readonly masked: readonly string[]
  /** The message's body, masked. */
  readonly body: string
  /** Whether it can be edited: it is an event of a declared type that is still dead. */
  readonly editable: boolean
  /** Of its data, where its type is declared. */
  readonly schema?: object
}

/** `data` is JSON text. A masked value that is left as it is keeps what it hides. */
export interface EditRequest {
  readonly queue?: 'undelivered'
  readonly data: string
}

export interface Edited {
  readonly topic: string
  readonly source: string
  readonly id: string
}

export interface RedriveRequest {
  readonly queue?: 'undelivered'
  readonly selection: Selection
  readonly dryRun?: boolean
  readonly progressive?: boolean
  readonly discardDone?: boolean
  /** At most so many a second. */
  readonly perSecond?: number
  /** What the answer before gave; with the same request otherwise. */
  readonly continue?: string
}

/** What one call did. A redrive is as many calls as it takes: the caller goes on while there is a `continue`. */
export interface RedriveAnswer {
  /** By this call. */
  readonly redriven: number
  /** Since the first call. */
  readonly redrivenInAll: number
  /** Selected and not redriven yet. */
  readonly remaining: number
  /** Left alone: a copy of their event is handled already. */
  readonly alreadyDone: number
  /** Of a progressive redrive: sent back, and neither handled nor dead again yet. */
  readonly waiting: number
  readonly notFound: readonly string[]
  /** Of a dry run: which these are. */
  readonly letters?: readonly DeadLetterSummary[]
  /** Why a progressive redrive left the rest where it is. */
  readonly stopped?: {
    readonly reason: 'same-cause' | 'not-handled-in-time'
    readonly letter: DeadLetterSummary
  }
  readonly continue?: string
}

/** `confirm` is the name of the subscription, typed: what is purged is gone. */
export interface PurgeRequest {
  readonly queue?: 'undelivered'
  readonly selection: Selection
  readonly confirm: string
  /** Of the list that was shown: what has died since stays. */
  readonly newest?: number
}

export interface Purged {
  readonly purged: number
  readonly notFound: readonly string[]
}

/** An act, with no more than the first few of its events: a purge may have touched 10,000. */
export interface ActSummary extends Omit<AuditedAct, 'events'> {
  /** How many events it touched. */
  readonly eventCount: number
  /** Keys of the first of them. */
  readonly events: readonly string[]
}

export interface Audit {
  /** The newest first. */
  readonly acts: readonly ActSummary[]
  /** Ask for what is `before` this, where there is more. */
  readonly before?: number
}

/** Operation → its answer, as the console reads it. `deadLetterTest` is TypeScript, not JSON. */
export interface ConsoleAnswers {
  readonly session: Session
  readonly overview: Overview
  readonly traffic: Traffic
  readonly topic: TopicDetail
  readonly publish: Published
  readonly event: EventTimeline
  readonly subscription: SubscriptionState
  readonly pause: SubscriptionState
  readonly resume: SubscriptionState
  readonly deadLetters: DeadLetters
  readonly deadLetter: DeadLetterDetail
  readonly deadLetterTest: string
  readonly edit: Edited
  readonly redrive: RedriveAnswer
  readonly purge: Purged
  readonly audit: Audit
  readonly openapi: object
  readonly asyncapi: object
}
