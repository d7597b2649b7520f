import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { convertToAttr, unmarshall } from '@aws-sdk/util-dynamodb'
import type { DeliveryRecord } from '../../messaging/ports.ts'

export type Item = Record<string, AttributeValue>

/** A record as an item: the keys under the table's names, and `deadIn` only while it is dead, for the sparse index. */
export function itemOf({ eventKey, subscription, ...rest }: DeliveryRecord): Item {
  const dead = rest.state === 'DEAD' ? { deadIn: subscription } : {}
  const item: Item = {}
  for (const [name, value] of Object.entries({ pk: eventKey, sk: subscription, ...rest, ...dead })) {
    if (value !== undefined) item[name] = attributeOf(value)
  }
  return item
}

/** Nearly all are text or numbers, and the SDK's own conversion takes its time. */
function attributeOf(value: NonNullable<DeliveryRecord[keyof DeliveryRecord]>): AttributeValue {
  if (typeof value === 'string') return { S: value }
  if (Number.isSafeInteger(value)) return { N: String(value) }
  return convertToAttr(value, { removeUndefinedValues: true })
}

export function recordOf(item: Item): DeliveryRecord {
  const { pk, sk, deadIn: _deadIn, ...rest } = unmarshall(item)
  return { eventKey: pk, subscription: sk, ...rest } as DeliveryRecord
}

type Optional<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T]

/** What an item may lack, and an update that writes it over another must therefore remove. */
const OPTIONAL: Record<Optional<DeliveryRecord> | 'deadIn', true> = {
  firstSentAt: true,
  doneAt: true,
  deadAt: true,
  deadIn: true,
  resolvedBy: true,
  cause: true,
  published: true,
}

/** An item as the difference from another one: its key, what to set, and what to remove. */
export interface ItemChanges {
  readonly key: Item
  readonly set: Item
  readonly remove: readonly string[]
}

/**
 * What makes a record of the version that it is written over, as far as that is known. Nothing optional counts as known:
 * a note of why a delivery ran out of time makes no new version.
 */
export function changesOf(record: DeliveryRecord, over: Partial<DeliveryRecord> = {}): ItemChanges {
  const { pk, sk, ...set } = itemOf(record) as Item & {
    readonly pk: AttributeValue
    readonly sk: AttributeValue
  }
  const remove = Object.keys(OPTIONAL).filter((name) => !(name in set))
  const { state: _state, ...known } = over
  for (const [name, value] of Object.entries(known)) {
    if (!(name in OPTIONAL) && record[name as keyof DeliveryRecord] === value) delete set[name]
  }
  return { key: { pk, sk }, set, remove }
}
