import {
  BatchExecuteStatementCommand,
  type BatchStatementResponse,
  type DynamoDBClient,
  QueryCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { describe, expect, it } from 'vitest'
import { dynamoDbAuditLog } from '../../lib/adapters/aws/dynamodb-audit-log.ts'
import type { AuditEntry } from '../../lib/messaging/operate/audit.ts'

const ENTRY: AuditEntry = {
  ...{ id: 'act-1', step: 1, at: Date.UTC(2026, 0, 31), who: 'local', act: 'purge', phase: 'TOUCHED' },
  ...{ subscription: 'billing', events: ['a', 'b'], detail: {} },
}
const NAME = { pk: 'acts', sk: '2026-01-31T00:00:00.000Z#act-1#0001' }

/** A DynamoDB that answers inserts with these, one after another, and has this item under the key that is asked for. */
function dynamoDb(answers: readonly BatchStatementResponse[], item?: object) {
  const asked: unknown[] = []
  const left = [...answers]
  const send = async (command: { readonly input: object }): Promise<object> => {
    if (command instanceof BatchExecuteStatementCommand) return { Responses: [left.shift() ?? {}] }
    if (!(command instanceof QueryCommand)) throw new Error('Nobody needs that.')
    asked.push(command.input.ExpressionAttributeValues)
    return { Items: item ? [marshall(item)] : [] }
  }
  return { log: dynamoDbAuditLog({ send } as unknown as DynamoDBClient, 't'), asked, left }
}

const DUPLICATE: BatchStatementResponse = { Error: { Code: 'DuplicateItem', Message: 'It is there.' } }

describe('an append to the audit log', () => {
  it('is tried again when DynamoDB throttles it in an answer of 200', async () => {
    const throttled: BatchStatementResponse = { Error: { Code: 'ThrottlingError', Message: 'Not now.' } }
    const { log, left } = dynamoDb([throttled, throttled, {}])
    await log.append(ENTRY)
    expect(left).toEqual([])
  })

  it('is done when it meets itself, after its first answer was lost', async () => {
    const { log, asked } = dynamoDb([DUPLICATE], { ...NAME, ...ENTRY })
    await log.append(ENTRY)
    expect(asked).toEqual([marshall({ ':pk': NAME.pk, ':sk': NAME.sk })])
  })

  it.each([
    ['somebody else has', { ...NAME, ...ENTRY, who: 'somebody else' }],
    ['with other events is there', { ...NAME, ...ENTRY, events: ['a'] }],
  ])('is refused where an entry that %s is in its place', async (_what, item) => {
    const { log } = dynamoDb([DUPLICATE], item)
    await expect(log.append(ENTRY)).rejects.toThrow(
      'The audit log has another entry 1 of the purge act-1: it keeps that one.',
    )
  })

  it('rejects with the name of what else DynamoDB says', async () => {
    const { log } = dynamoDb([{ Error: { Code: 'AccessDenied', Message: 'You may not.' } }])
    await expect(log.append(ENTRY)).rejects.toMatchObject({ name: 'AccessDenied', message: 'You may not.' })
  })
})
