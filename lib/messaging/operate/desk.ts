import type { Topology } from '../../topology/types.ts'
import type { Ledger } from '../ports.ts'
import type { AuditDependencies } from './audit.ts'
import type { ConsumerSwitch, QueueMeter, TrafficMeter, Wiring } from './ports.ts'

/** One subscription, as an operator reaches it. */
export interface OperatedSubscription {
  readonly queue: QueueMeter
  readonly deadLetterQueue: QueueMeter
  /** Of what SNS could not bring to the queue. */
  readonly undeliveredQueue: QueueMeter
  readonly consumer: ConsumerSwitch
  readonly wiring: Wiring
}

/** What the desk's reads and acts work on: one bus, at home or deployed. */
export interface Desk extends AuditDependencies {
  readonly topology: Topology
  readonly ledger: Ledger
  readonly traffic: TrafficMeter
  /** Whether DynamoDB deletes records of the ledger whose time is over. */
  ledgerForgets(): Promise<boolean>
  subscription(name: string): OperatedSubscription
}
