import { type DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { dynamoDbLedger } from '../../lib/adapters/aws/dynamodb-ledger.ts'
import { dynamoDbPublishKeys } from '../../lib/adapters/aws/dynamodb-publish-keys.ts'
import type { DeliveryRecord } from '../../lib/messaging/ports.ts'
import type { PublishKeyRecord } from '../../lib/messaging/publish/ports.ts'

const RECORD: DeliveryRecord = {
  ...{ eventKey: 'k', subscription: 's', topic: 't', source: '/s', id: 'i', type: 'x', fingerprint: 'f' },
  ...{ state: 'IN_PROGRESS', owner: 'o', leaseUntil: 1, messageId: 'm', sentAt: 1, attempts: 1 },
  ...{ firstSeenAt: 1, expiresAt: 2 },
}
const KEY: PublishKeyRecord = {
  ...{
    key: 'k',
    state: 'IN_PROGRESS',
    owner: 'o',
    leaseUntil: 1,
    fingerprint: 'f',
    receipts: [],
    expiresAt: 2,
  },
}

/** A DynamoDB that answers every call with this error; `options` has what each call was given beside its command. */
function failing(error: Error) {
  const options: unknown[] = []
  const send = (_command: unknown, given: unknown) => {
    options.push(given)
    return Promise.reject(error)
  }
  const client = { send } as unknown as DynamoDBClient
  return { options, ledger: dynamoDbLedger(client, 'T'), keys: dynamoDbPublishKeys(client, 'T') }
}

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    ...{ message: 'cancelled', $metadata: {} },
    CancellationReasons: codes.map((Code) => ({ Code })),
  })

describe('a write of which nothing is known', () => {
  it('rejects, and is no refusal', async () => {
    const { ledger } = failing(new Error('ECONNRESET'))
    await expect(ledger.insert(RECORD, 1)).rejects.toThrow('ECONNRESET')
    await expect(ledger.replace(RECORD, RECORD)).rejects.toThrow('ECONNRESET')
    await expect(ledger.commit(RECORD, RECORD, [])).rejects.toThrow('ECONNRESET')
  })

  it('rejects when a transaction is cancelled for a reason that is no condition', async () => {
    const { ledger } = failing(cancelled('None', 'ValidationError'))
    await expect(ledger.commit(RECORD, RECORD, [])).rejects.toThrow('cancelled')
  })

  it('can be given up', async () => {
    const { keys, options } = failing(new Error('aborted'))
    const { signal } = new AbortController()
    await expect(keys.replace(KEY, KEY, signal)).rejects.toThrow('aborted')
    expect(options).toEqual([{ abortSignal: signal }])
  })
})

describe('a cancelled transaction', () => {
  it.each([
    [['ConditionalCheckFailed', 'ConditionalCheckFailed'], { kind: 'lost' }],
    [['None', 'None', 'ConditionalCheckFailed'], { kind: 'refused', index: 1 }],
    [['None', 'TransactionConflict', 'ConditionalCheckFailed'], { kind: 'refused', index: 1 }],
    [['TransactionConflict', 'None'], { kind: 'busy' }],
    [['None', 'TransactionConflict'], { kind: 'busy' }],
    [['ThrottlingError', 'None'], { kind: 'busy' }],
    [['None', 'ProvisionedThroughputExceeded'], { kind: 'busy' }],
  ])('by %j is %j', async (codes, result) => {
    expect(await failing(cancelled(...codes)).ledger.commit(RECORD, RECORD, [])).toEqual(result)
  })
})
