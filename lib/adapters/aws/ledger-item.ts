import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { DeliveryRecord } from '../../messaging/ports.ts'

/** A record as an item: the keys under the table's names, and `deadIn` only while it is dead, for the sparse index. */
export function itemOf({ eventKey, subscription, ...rest }: DeliveryRecord): Record<string, AttributeValue> {
  const dead = rest.state === 'DEAD' ? { deadIn: subscription } : {}
  return marshall({ pk: eventKey, sk: subscription, ...rest, ...dead }, { removeUndefinedValues: true })
}

export function recordOf(item: Record<string, AttributeValue>): DeliveryRecord {
  const { pk, sk, deadIn: _deadIn, ...rest } = unmarshall(item)
  return { eventKey: pk, subscription: sk, ...rest } as DeliveryRecord
}

type Optional<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T]

/** What an item may lack, and an update that writes it over another must therefore remove. */
const OPTIONAL: Record<Optional<DeliveryRecord> | 'deadIn', true> = {
  doneAt: true,
  deadAt: true,
  deadIn: true,
  resolvedBy: true,
  cause: true,
  published: true,
}
export const OPTIONAL_ATTRIBUTES: readonly string[] = Object.keys(OPTIONAL)
