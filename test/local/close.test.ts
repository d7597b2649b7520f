import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { startLocal } from '../../lib/local/start-local.ts'
import { handledHere } from '../support/handled-here.ts'
import { attribute, ref, resourceOf, startAssembly, writeAssembly } from '../support/local-assembly.ts'
import { localQueue } from '../support/local-queue.ts'

const mappingOf = (queue: string) =>
  resourceOf('Lambda::EventSourceMapping', { EventSourceArn: attribute(queue), FunctionName: ref('Handler') })

const NEVER = new Promise(() => undefined)

test('ends within a second, whatever is in flight', async () => {
  await using handler = await handledHere(() => NEVER)
  const stack = await startAssembly({
    functions: { Handler: { code: handler.code, properties: { Timeout: 900 } } },
    Resources: {
      Busy: resourceOf('SQS::Queue'),
      Idle: resourceOf('SQS::Queue'),
      MappingOfBusy: mappingOf('Busy'),
      MappingOfIdle: mappingOf('Idle'),
      Unread: resourceOf('SQS::Queue'),
    },
  })
  await localQueue(stack.resource('Busy').physicalId).send('a')
  await expect.poll(() => handler.inFlight).toBe(1)
  const invocation = stack.functionOf('Handler').invoke({})
  invocation.catch(() => undefined)
  await expect.poll(() => handler.inFlight).toBe(2)
  const longPoll = localQueue(stack.resource('Unread').physicalId).receive({ wait: 20 })
  longPoll.catch(() => undefined)
  const request = fetch(stack.endpoints.dynamodb, { method: 'POST', body: '{' }).catch(() => undefined)

  const started = Date.now()
  await stack.close()
  expect(Date.now() - started).toBeLessThan(1000)
  await expect(invocation).rejects.toThrow('Runtime exited')
  await expect(Promise.race([longPoll, Promise.resolve('still waiting')])).rejects.toThrow('fetch failed')
  await request
  await expect.poll(() => handler.abandoned).toBe(2)
})

test('frees its ports and says nothing more', async () => {
  const stack = await startAssembly({ Resources: { Queue: resourceOf('SQS::Queue') } })
  const addresses = [stack.apiUrl, stack.endpoints.aws, stack.endpoints.dynamodb]
  await stack.close()
  for (const address of addresses) await expect(fetch(address)).rejects.toThrow('fetch failed')
  const { port } = new URL(stack.apiUrl)
  const again = await startAssembly({}, { port: Number(port) })
  expect(new URL(again.apiUrl).port).toBe(port)
  await again.close()
  expect(stack.lines).toEqual([])
})

test('may be asked twice, also at once', async () => {
  const stack = await startAssembly({ Resources: { Queue: resourceOf('SQS::Queue') } })
  await expect(Promise.all([stack.close(), stack.close()])).resolves.toBeDefined()
  await expect(stack.close()).resolves.toBeUndefined()
})

test('happens by itself when a start fails', async () => {
  const free = createServer().listen(0, '127.0.0.1')
  const { port } = await new Promise<{ port: number }>((resolve) =>
    free.once('listening', () => resolve(free.address() as { port: number })),
  )
  await new Promise((resolve) => free.close(resolve))
  const assembly = await writeAssembly({
    Resources: { Queue: resourceOf('SQS::Queue', { VisibilityTimeout: 'not a number' }) },
  })
  await expect(startLocal({ assembly, port })).rejects.toThrow('Test/Queue (AWS::SQS::Queue)')
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow('fetch failed')
})
