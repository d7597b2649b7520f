import type { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { batchGet } from '../../lib/adapters/aws/batch-get.ts'
import type { Item } from '../../lib/adapters/aws/ledger-item.ts'

const keys = (count: number): Item[] =>
  Array.from({ length: count }, (_, index) => ({ pk: { N: String(index) } }))

/** A table that has every key, and reads as many of a call as it is told to. */
function tableThat(reads: (call: number) => number) {
  const asked: number[] = []
  const send = async ({ input }: BatchGetItemCommand): Promise<unknown> => {
    const Keys = input.RequestItems?.['t']?.Keys ?? []
    const read = reads(asked.push(Keys.length))
    return {
      Responses: { t: Keys.slice(0, read) },
      UnprocessedKeys: read < Keys.length ? { t: { Keys: Keys.slice(read) } } : {},
    }
  }
  return { asked, client: { send } as unknown as DynamoDBClient }
}

describe('keys', () => {
  it('are read a hundred in a call', async () => {
    const { asked, client } = tableThat(() => 100)
    expect(await batchGet(client, 't', keys(250))).toHaveLength(250)
    expect(asked).toEqual([100, 100, 50])
  })

  it('that a call leaves out are asked for again, until all are read', async () => {
    const { asked, client } = tableThat((call) => (call % 2 ? 0 : 30))
    const items = await batchGet(client, 't', keys(70))
    expect(items.toSorted((a, b) => Number(a['pk']?.N) - Number(b['pk']?.N))).toEqual(keys(70))
    expect(asked).toEqual([70, 70, 40, 40, 10, 10])
  })

  it('that are left out again and again make the read fail', async () => {
    const { asked, client } = tableThat(() => 0)
    await expect(batchGet(client, 't', keys(3))).rejects.toThrow('left 3 keys unread 4 times')
    expect(asked).toEqual([3, 3, 3, 3])
  })
})
