import type { SubscriptionSettings } from '../../topology/settings.ts'
import type { Topology } from '../../topology/types.ts'
import type { ClaimStore, Clock, Ledger, Logger, Metrics, Publisher, Queue, Random } from '../ports.ts'
import type { Handler } from './handler.ts'

/** Everything that a consumer needs from outside. */
export interface ConsumeDependencies {
  readonly topology: Topology
  readonly subscription: SubscriptionSettings
  readonly handlers: Readonly<Record<string, Handler>>
  readonly ledger: Ledger
  readonly publisher: Publisher
  readonly claims: ClaimStore
  readonly queue: Queue
  readonly deadLetters: Queue
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
  /** Table name → physical name. */
  readonly tables: Readonly<Record<string, string>>
  readonly environment: Readonly<Record<string, string>>
}
