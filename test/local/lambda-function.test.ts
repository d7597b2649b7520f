import { describe, expect, test } from 'vitest'
import type { FunctionError } from '../../lib/local/lambda/function-error.ts'
import { handledHere } from '../support/handled-here.ts'
import { type HandMadeStack, ref, resourceOf, startAssembly } from '../support/local-assembly.ts'

/** A stack of one function, and its door. */
async function startFunction(code: string, properties: Record<string, unknown> = {}) {
  const stack: HandMadeStack = await startAssembly({ functions: { Handler: { code, properties } } })
  return { stack, handler: stack.functionOf('Handler'), [Symbol.asyncDispose]: () => stack.close() }
}

const failure = (promise: Promise<unknown>): Promise<FunctionError> =>
  promise.then(
    (result) => Promise.reject(new Error(`It gave ${JSON.stringify(result)}`)),
    (error) => error,
  )

/** The code of a HandledHere as a function that other code calls. */
const asAsk = (code: string): string => code.replace('export const handler', 'const ask')

const COUNTING = `
let invocations = 0
export const handler = async () => { invocations += 1; return invocations }`

test('keeps a thread warm between invocations', async () => {
  await using running = await startFunction(COUNTING)
  expect(await running.handler.invoke({})).toBe(1)
  expect(await running.handler.invoke({})).toBe(2)
  await running.handler.reload()
  expect(await running.handler.invoke({})).toBe(1)
})

test('runs one invocation at a time in each thread, and others beside it', async () => {
  const gate = Promise.withResolvers<void>()
  let together = 0
  await using here = await handledHere(async () => {
    together += 1
    await gate.promise
  })
  await using running = await startFunction(`${asAsk(here.code)}
    let busy = false
    export const handler = async (event) => {
      if (busy) throw new Error('two at once')
      busy = true
      try { return await ask(event) } finally { busy = false }
    }`)
  const all = Promise.all([1, 2, 3].map(() => running.handler.invoke({})))
  await expect.poll(() => together).toBe(3)
  gate.resolve()
  await all
})

describe('the environment', () => {
  const CODE = 'export const handler = async () => process.env'

  test('is that of Lambda and of the template, and nothing of this machine', async () => {
    await using stack = await startAssembly(
      {
        functions: {
          Handler: {
            code: CODE,
            properties: {
              MemorySize: 256,
              Environment: { Variables: { QUEUE: ref('Queue'), URL: 'cloud' } },
            },
          },
        },
        Resources: { Queue: resourceOf('SQS::Queue') },
      },
      { functionEnvironment: { URL: 'home', UNDECLARED: 'x' } },
    )
    expect(await stack.functionOf('Handler').invoke({})).toEqual({
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'TestHandler',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL: stack.endpoints.aws,
      AWS_ENDPOINT_URL_DYNAMODB: stack.endpoints.dynamodb,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'Test-Handler',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/Test-Handler',
      AWS_LAMBDA_LOG_STREAM_NAME: 'local',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
      _HANDLER: 'index.handler',
      QUEUE: stack.resource('Queue').physicalId,
      URL: 'home',
    })
  })
})

test('gives the handler its context', async () => {
  await using running = await startFunction(
    `export const handler = async (_event, context) => (
      { ...context, left: context.getRemainingTimeInMillis() })`,
    { Timeout: 7, FunctionName: 'named' },
  )
  const context = (await running.handler.invoke({})) as { left: number }
  expect(context).toMatchObject({
    functionName: 'named',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:named',
    memoryLimitInMB: '128',
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  expect(context.left).toBeGreaterThan(5000)
  expect(context.left).toBeLessThanOrEqual(7000)
})

describe('a failed invocation', () => {
  test('has the type and message of what was thrown, which is logged with its stack', async () => {
    await using running = await startFunction(
      "export const handler = async () => { throw new RangeError('too far') }",
    )
    const error = await failure(running.handler.invoke({}))
    expect([error.errorType, error.errorMessage]).toEqual(['RangeError', 'too far'])
    const [line] = running.stack.lines
    expect(line?.source).toBe('Test-Handler')
    expect(line?.text).toMatch(/^ERROR\tInvoke Error\tRangeError: too far\n {4}at handler/)
    expect((await failure(running.handler.invoke({}))).errorType).toBe('RangeError')
  })

  test.each([
    ['loads no module', 'import "./missing.mjs"', 'Error', /Cannot find module/],
    ['exports no handler', 'export const other = 1', 'Runtime.HandlerNotFound', /handler is undefined/],
    ['exits', 'export const handler = async () => process.exit(3)', 'Runtime.ExitError', /exit status 3/],
    [
      'leaves a rejection unhandled',
      "export const handler = () => new Promise(() => { Promise.reject(new Error('loose')) })",
      'Error',
      /loose/,
    ],
    [
      'gives what is no JSON',
      'export const handler = async () => { const a = {}; a.a = a; return a }',
      'TypeError',
      /circular/,
    ],
    [
      'outgrows its memory',
      'const kept = []; export const handler = () => { for (;;) kept.push(new Array(1e5).fill({})) }',
      'Runtime.ExitError',
      /signal: killed/,
    ],
  ])('is that of a function that %s', async (_name, code, errorType, message) => {
    await using running = await startFunction(code, { Timeout: 20 })
    const error = await failure(running.handler.invoke({}))
    expect(error).toMatchObject({ errorType, errorMessage: expect.stringMatching(message) })
  })

  test('comes at the timeout even out of an endless loop, and the next one starts cold', async () => {
    await using running = await startFunction(
      `let invocations = 0
      export const handler = async ({ loop }) => { invocations += 1; while (loop); return invocations }`,
      { Timeout: 1 },
    )
    const error = await failure(running.handler.invoke({ loop: true }))
    expect(error.errorType).toBe('Sandbox.Timedout')
    expect(error.errorMessage).toMatch(/^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/)
    expect(await running.handler.invoke({})).toBe(1)
  })

  test('comes at once when its thread is killed, and the next one starts cold', async () => {
    await using here = await handledHere(() => new Promise(() => undefined))
    await using running = await startFunction(`${asAsk(here.code)}
      let invocations = 0
      export const handler = async ({ hang }) => {
        invocations += 1
        if (hang) await ask({})
        return invocations
      }`)
    expect(await running.handler.invoke({})).toBe(1)
    const invoking = failure(running.handler.invoke({ hang: true }))
    await expect.poll(() => here.inFlight).toBe(1)
    running.handler.kill()
    expect((await invoking).errorType).toBe('Runtime.ExitError')
    expect(await running.handler.invoke({})).toBe(1)
  })

  test('comes to one invocation when its thread crashes; those beside it, and idle threads, go on', async () => {
    const gate = Promise.withResolvers<void>()
    await using here = await handledHere(() => gate.promise)
    await using running = await startFunction(here.code)
    const both = [running.handler.invoke({}), running.handler.invoke({})]
    await expect.poll(() => here.inFlight).toBe(2)
    expect(running.handler.crash()).toBe(true)
    await expect(Promise.race(both)).rejects.toMatchObject({ errorType: 'Runtime.ExitError' })
    gate.resolve()
    const ends = (await Promise.allSettled(both)).map(({ status }) => status)
    expect(ends.toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(running.handler.crash()).toBe(false)
  })
})

describe('concurrency', () => {
  test('beyond what is reserved is refused, as Lambda throttles', async () => {
    const gate = Promise.withResolvers<void>()
    await using here = await handledHere(() => gate.promise)
    await using running = await startFunction(here.code, { ReservedConcurrentExecutions: 2 })
    const both = [running.handler.invoke({}), running.handler.invoke({})]
    await expect.poll(() => here.inFlight).toBe(2)
    expect((await failure(running.handler.invoke({}))).errorType).toBe('TooManyRequestsException')
    gate.resolve()
    await Promise.all(both)
    expect(await running.handler.invoke({})).toBeNull()
  })

  test('of 0 lets nothing run', async () => {
    await using running = await startFunction(COUNTING, { ReservedConcurrentExecutions: 0 })
    expect((await failure(running.handler.invoke({}))).errorType).toBe('TooManyRequestsException')
  })

  test('that is not reserved waits for one of ten threads', async () => {
    const gate = Promise.withResolvers<void>()
    await using here = await handledHere(() => gate.promise)
    await using running = await startFunction(here.code)
    const all = Array.from({ length: 12 }, () => running.handler.invoke({}))
    await expect.poll(() => here.inFlight, { timeout: 10_000 }).toBe(10)
    gate.resolve()
    expect(await Promise.all(all)).toHaveLength(12)
  })
})

test('rejects an event and an answer beyond 6 MB', async () => {
  await using running = await startFunction(
    "export const handler = async ({ answer }) => 'x'.repeat(answer ?? 0)",
  )
  const tooLarge = 6 * 1024 * 1024 + 1
  const event = await failure(running.handler.invoke({ text: 'x'.repeat(tooLarge) }))
  expect(event.errorType).toBe('RequestTooLargeException')
  const answer = await failure(running.handler.invoke({ answer: tooLarge }))
  expect(answer.errorType).toBe('Function.ResponseSizeTooLarge')
})

test('writes what the function prints, line by line, under its name', async () => {
  await using running = await startFunction(
    "export const handler = async () => { console.log('one\\ntwo'); console.error('three') }",
  )
  await running.handler.invoke({})
  await expect
    .poll(() => running.stack.lines.map(({ source, text }) => `${source} ${text}`).toSorted())
    .toEqual(['Test-Handler one', 'Test-Handler three', 'Test-Handler two'])
})
