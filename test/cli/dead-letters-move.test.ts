import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CreateQueueCommand } from '@aws-sdk/client-sqs'
import { afterEach, describe, expect, it } from 'vitest'
import { dynamoDbClient, sqsClient } from '../../lib/adapters/aws/clients.ts'
import { dynamoDbAuditLog } from '../../lib/adapters/aws/dynamodb-audit-log.ts'
import { memoryMessageMoves } from '../../lib/adapters/memory/memory-message-moves.ts'
import { memoryQueue } from '../../lib/adapters/memory/memory-queue.ts'
import { systemClock, systemRandom } from '../../lib/adapters/system.ts'
import { startDynamoDb } from '../../lib/local/dynamodb/start-dynamodb.ts'
import { startFauxqs } from '../../lib/local/emulators/start-fauxqs.ts'
import type { AuditLog } from '../../lib/messaging/operate/audit.ts'
import type { MessageMove, MessageMoves } from '../../lib/messaging/ports.ts'
import { OUTPUTS } from '../../lib/topology/resource-names.ts'
import { createLedger } from '../support/ledger-table.ts'
import { type CliResult, runCli } from '../support/run-cli.ts'
import { sqsWithMoves } from '../support/sqs-with-moves.ts'

const CONNECTION = { region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } }
const AUDIT = 'audit'
const closing: (() => PromiseLike<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

/** An empty log of what operators do. */
async function auditLog(): Promise<{ readonly url: string; readonly log: AuditLog }> {
  const { url, close } = await startDynamoDb()
  const client = dynamoDbClient({ ...CONNECTION, endpoint: url })
  await client.send(createLedger(AUDIT))
  closing.push(close)
  return { url, log: dynamoDbAuditLog(client, AUDIT) }
}

/** The command line against a stack whose SQS is elsewhere. */
async function commandsFor(sqs: string) {
  const { url: dynamodb, log } = await auditLog()
  const queue = (name: string): string => `${sqs}/000000000000/${name}`
  const outputs = {
    [OUTPUTS.ledgerTable]: 'ledger',
    [OUTPUTS.auditTable]: AUDIT,
    [OUTPUTS.queueUrl('inventory')]: queue('inventory'),
    [OUTPUTS.deadLetterQueueUrl('inventory')]: queue('inventory-letters'),
  }
  const description = JSON.stringify({ endpoints: { aws: sqs, dynamodb }, outputs })
  const server = createServer((_request, response) => void response.end(description)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => new Promise((resolve) => void server.close(resolve)))
  const { port } = server.address() as AddressInfo
  const command = (...args: readonly string[]): Promise<CliResult> =>
    runCli('dead-letters', 'move', ...args, '--api', `http://127.0.0.1:${port}`)
  return { command, log }
}

async function commandsForMoves(moves: MessageMoves) {
  const server = await sqsWithMoves(moves)
  closing.push(() => server[Symbol.asyncDispose]())
  return { ...(await commandsFor(server.url)), asked: server.asked }
}

async function letters(count: number): Promise<MessageMoves> {
  const [from, to] = [memoryQueue(systemClock, systemRandom), memoryQueue(systemClock, systemRandom)]
  for (let letter = 0; letter < count; letter += 1) await from.send({ body: 'a', attributes: {} })
  return memoryMessageMoves(from, to, systemClock)
}

describe('dead-letters move', { timeout: 60_000 }, () => {
  it('waits until SQS has moved all, and says how many', async () => {
    const { command, asked, log } = await commandsForMoves(await letters(3))
    expect(await command('inventory', '--rate', '7')).toEqual({
      code: 0,
      stdout: '3 dead letters of inventory moved by SQS.\n',
      stderr: '',
    })
    expect(asked.find(({ action }) => action === 'StartMessageMoveTask')?.input).toMatchObject({
      SourceArn: expect.stringMatching(/:inventory-letters$/),
      DestinationArn: expect.stringMatching(/:inventory$/),
      MaxNumberOfMessagesPerSecond: 7,
    })
    expect((await log.list({ limit: 10 })).at(-1)).toMatchObject({ act: 'move', subscription: 'inventory' })
  })

  it('cancels one that is under way', async () => {
    const moves = await letters(3)
    await moves.start(0.001)
    const { command } = await commandsForMoves(moves)
    expect(await command('inventory', '--cancel', '--json')).toMatchObject({ code: 0 })
    expect(await moves.latest()).toMatchObject({ state: 'CANCELLED', moved: 0, of: 3 })
  })

  it('fails when SQS does, with its reason', async () => {
    const failed: MessageMove = { state: 'FAILED', startedAt: 2, moved: 1, of: 3, failure: 'AWS.X' }
    let started = false
    const { command } = await commandsForMoves({
      async start() {
        started = true
      },
      latest: async () => (started ? failed : undefined),
      cancel: async () => undefined,
    })
    expect(await command('inventory')).toMatchObject({
      code: 1,
      stdout: 'SQS gave up after 1 dead letter of inventory: AWS.X.\n',
    })
  })

  it.each([
    [['notifications'], /'notifications' is ordered.*Use redrive --all\./],
    [['inventory', '--undelivered'], /come from SNS\. Use redrive --undelivered --all\./],
    [['inventory', '--rate', '501'], /a whole number above 0, up to 500/],
  ])('%j is refused with what to do instead', async (args, reason) => {
    const { command, asked } = await commandsForMoves(await letters(1))
    const { code, stderr } = await command(...args)
    expect(code).toBe(1)
    expect(stderr).toMatch(reason)
    expect(asked).toEqual([])
  })

  it('says where there are none, and what to use there', async () => {
    const fauxqs = await startFauxqs()
    closing.push(() => fauxqs.close())
    const sqs = sqsClient({ ...CONNECTION, endpoint: fauxqs.url })
    for (const QueueName of ['inventory', 'inventory-letters'])
      await sqs.send(new CreateQueueCommand({ QueueName }))
    const { command } = await commandsFor(fauxqs.url)
    expect(await command('inventory')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'The SQS of this stack has no moves of its own, as AWS has. Use redrive --all, which moves them one by one.\n',
    })
  })
})
