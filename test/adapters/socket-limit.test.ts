import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { expect, it, vi } from 'vitest'
import { limitedToSockets } from '../../lib/adapters/aws/socket-limit.ts'

/** A client whose attempts end when they are told to, well or badly. */
function heldClient() {
  const attempts: PromiseWithResolvers<object>[] = []
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: () => {
      const attempt = Promise.withResolvers<object>()
      attempts.push(attempt)
      return attempt.promise
    },
  }
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  const options = {
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    requestHandler: requestHandler as never,
  }
  const client = limitedToSockets(new DynamoDBClient(options))
  const answer = { response: { statusCode: 200, headers: {}, body: new TextEncoder().encode('{}') } }
  return {
    attempts,
    call: () => client.send(new ListTablesCommand({})),
    succeed: (index: number) => attempts[index]?.resolve(answer),
    fail: (index: number) => attempts[index]?.reject(new Error('reset')),
  }
}

it('begins as many calls as there are connections, and the others as these end, well or badly', async () => {
  const { attempts, call, succeed, fail } = heldClient()
  const calls = Array.from({ length: 60 }, call)
  const ended = Promise.allSettled(calls)
  await vi.waitFor(() => expect(attempts).toHaveLength(50))

  succeed(7)
  await calls[7]
  expect(attempts).toHaveLength(51)
  fail(8)
  await expect(calls[8]).rejects.toThrow('reset')
  expect(attempts).toHaveLength(52)

  for (let index = 0; index < 60; index += 1) {
    await vi.waitFor(() => expect(attempts.length).toBeGreaterThan(index))
    succeed(index)
  }
  expect((await ended).filter(({ status }) => status === 'fulfilled')).toHaveLength(59)
})

it('has as many connections after a quiet time', async () => {
  const { attempts, call, succeed } = heldClient()
  const calls = Array.from({ length: 50 }, call)
  await vi.waitFor(() => expect(attempts).toHaveLength(50))
  for (let index = 0; index < 50; index += 1) succeed(index)
  await Promise.all(calls)

  const more = Array.from({ length: 51 }, call)
  await vi.waitFor(() => expect(attempts).toHaveLength(100))
  succeed(50)
  await more[0]
  expect(attempts).toHaveLength(101)
})
