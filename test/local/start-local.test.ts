import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { handledHere } from '../support/handled-here.ts'
import {
  attribute,
  ref,
  resourceOf,
  type StackParts,
  startAssembly,
  writeAssembly,
} from '../support/local-assembly.ts'
import { localQueue } from '../support/local-queue.ts'

const OK = 'export const handler = async () => ({ statusCode: 200 })'

const api = (functionId: string, integration: object = {}) => ({
  Api: resourceOf('ApiGateway::RestApi'),
  Get: resourceOf('ApiGateway::Method', {
    RestApiId: ref('Api'),
    ResourceId: attribute('Api', 'RootResourceId'),
    HttpMethod: 'GET',
    Integration: {
      Type: 'AWS_PROXY',
      Uri: {
        'Fn::Join': [
          '',
          ['arn:aws:apigateway:x:lambda:path/functions/', attribute(functionId), '/invocations'],
        ],
      },
      ...integration,
    },
  }),
  Stage: resourceOf('ApiGateway::Stage', { RestApiId: ref('Api'), StageName: 'v1' }),
})

const consumer = (functionId: string, queueArn: unknown = attribute('Queue')) =>
  resourceOf('Lambda::EventSourceMapping', { EventSourceArn: queueArn, FunctionName: ref(functionId) })

describe('what cannot run at home', () => {
  test('is named with the reason, and all else runs', async () => {
    await using stack = await startAssembly({
      functions: {
        Node: { code: OK },
        Python: { code: '', properties: { Runtime: 'python3.13' } },
        Inline: {
          code: '',
          properties: { Code: { ZipFile: OK } },
          metadata: { 'aws:asset:path': undefined },
        },
      },
      Resources: {
        ...api('Python'),
        Mock: resourceOf('ApiGateway::Method', {
          RestApiId: ref('Api'),
          ResourceId: attribute('Api', 'RootResourceId'),
          HttpMethod: 'OPTIONS',
          Integration: { Type: 'MOCK' },
        }),
        Queue: resourceOf('SQS::Queue'),
        Topic: resourceOf('SNS::Topic'),
        Mail: resourceOf('SNS::Subscription', {
          TopicArn: ref('Topic'),
          Protocol: 'email',
          Endpoint: 'a@b.c',
        }),
        Mapping: consumer('Python'),
        Stream: consumer('Node', attribute('Kinesis')),
        Kinesis: resourceOf('Kinesis::Stream'),
        Another: resourceOf('Kinesis::Stream'),
        Role: resourceOf('IAM::Role'),
      },
      Outputs: { Role: { Value: attribute('Role') }, Queue: { Value: attribute('Queue', 'QueueName') } },
    })
    const unknown = 'this type is not known to the local runner'
    const expected = [
      ['AWS::Lambda::Function', ['Python'], 'only Node.js runs at home, not python3.13'],
      ['AWS::Lambda::Function', ['Inline'], 'its code is not a folder of the assembly (Code.fromAsset)'],
      ['AWS::ApiGateway::Method', ['Get'], 'its function does not run at home'],
      ['AWS::ApiGateway::Method', ['Mock'], 'only Lambda proxy integrations run at home, not MOCK'],
      ['AWS::SNS::Subscription', ['Mail'], "topics deliver to queues only at home, not to 'email'"],
      ['AWS::Lambda::EventSourceMapping', ['Mapping'], 'its function, Test-Python, does not run at home'],
      ['AWS::Lambda::EventSourceMapping', ['Stream'], 'only SQS queues are polled at home'],
      ['AWS::Kinesis::Stream', ['Kinesis', 'Another'], unknown],
      ['AWS::IAM::Role', ['Role'], 'permissions are not enforced at home'],
    ].map(([type, logicalIds, reason]) => ({ type, logicalIds, reason }))
    expect(stack.notRunLocally).toHaveLength(expected.length)
    expect(stack.notRunLocally).toEqual(expect.arrayContaining(expected))
    expect(stack.notRunLocally.at(-1)?.type).toBe('AWS::IAM::Role')
    expect(stack.outputs).toEqual({
      Role: 'arn:aws:not-run-locally:::AWS::IAM::Role/Test-Role',
      Queue: 'Test-Queue',
    })
    expect(await stack.functionOf('Node').invoke({})).toEqual({ statusCode: 200 })
  })
})

describe('fails with a sentence', () => {
  const failing = (parts: StackParts, message: RegExp) =>
    expect(startAssembly(parts)).rejects.toThrow(message)

  test('when the port is taken', async () => {
    await using stack = await startAssembly({})
    const { port } = new URL(stack.apiUrl)
    await expect(startAssembly({}, { port: Number(port) })).rejects.toThrow(
      `Port ${port} is taken by another program. Choose another one: npm start -- --port 4077`,
    )
  })

  test('when there is no assembly', async () => {
    const { startLocal } = await import('../../lib/local/start-local.ts')
    await expect(startLocal({ assembly: '/nowhere', port: 0 })).rejects.toThrow(
      '/nowhere/manifest.json cannot be read: "assembly" must name a synthesized CDK assembly (npm run synth).',
    )
  })

  test('when resources refer to each other', () =>
    failing(
      {
        Resources: {
          A: resourceOf('SQS::Queue', { QueueName: ref('B') }),
          B: resourceOf('SQS::Queue', { QueueName: ref('A') }),
        },
      },
      /Stack Test: these resources refer to each other: A → B → A\./,
    ))

  test('when a name is unknown', () =>
    failing(
      { Resources: { A: resourceOf('SQS::Queue', { QueueName: ref('Missing') }) } },
      /Test\/A\.QueueName: Ref names "Missing", which this stack does not have\./,
    ))

  test('when an emulator refuses a resource', () =>
    failing(
      { Resources: { A: resourceOf('SQS::Queue', { VisibilityTimeout: 99_999 }) } },
      /Test\/A \(AWS::SQS::Queue\): AmazonSQS\.CreateQueue: InvalidAttributeValue: .*VisibilityTimeout/,
    ))
})

test('two names that begin alike stay apart where they are cut', async () => {
  const long = 'L'.repeat(80)
  await using stack = await startAssembly({
    functions: { [`${long}One`]: { code: OK }, [`${long}Two`]: { code: OK } },
  })
  const names = [...stack.functions.keys()]
  expect(new Set(names).size).toBe(2)
  expect(names.every((name) => name.length === 64)).toBe(true)
})

test('tells tools of this machine what runs, and no value of an environment', async () => {
  await using stack = await startAssembly({
    functions: { Node: { code: OK, properties: { Environment: { Variables: { TOKEN: 'secret value' } } } } },
    Resources: { Queue: resourceOf('SQS::Queue'), Role: resourceOf('IAM::Role'), ...api('Node') },
    Outputs: { QueueUrl: { Value: ref('Queue') } },
  })
  const response = await fetch(new URL('/_omnibus/stack', stack.apiUrl))
  const description = await response.text()
  expect(description).not.toContain('secret value')
  expect(JSON.parse(description)).toEqual({
    apiUrl: stack.apiUrl,
    endpoints: stack.endpoints,
    outputs: { QueueUrl: `${stack.endpoints.aws}/000000000000/Test-Queue` },
    functions: ['Test-Node'],
    resources: expect.arrayContaining([
      {
        stack: 'Test',
        logicalId: 'Queue',
        type: 'AWS::SQS::Queue',
        physicalId: `${stack.endpoints.aws}/000000000000/Test-Queue`,
        attributes: {
          Arn: 'arn:aws:sqs:us-east-1:000000000000:Test-Queue',
          QueueName: 'Test-Queue',
          QueueUrl: `${stack.endpoints.aws}/000000000000/Test-Queue`,
        },
      },
    ]),
    notRunLocally: [
      { type: 'AWS::IAM::Role', logicalIds: ['Role'], reason: 'permissions are not enforced at home' },
    ],
  })
})

test.each(['aws', 'dynamodb'] as const)('listens for %s on the loopback interface only', async (name) => {
  await using stack = await startAssembly({})
  expect(new URL(stack.endpoints[name]).hostname).toBe('127.0.0.1')
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .find(({ family, internal }) => family === 'IPv4' && !internal)
  if (!outside) return
  const { port } = new URL(stack.endpoints[name])
  await expect(fetch(`http://${outside.address}:${port}`)).rejects.toThrow('fetch failed')
})

test('answers calls of pages with 403 at the emulators too', async () => {
  await using stack = await startAssembly({})
  const call = (headers: Record<string, string>) =>
    fetch(stack.endpoints.aws, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ Action: 'ListTopics' }),
    })
  expect((await call({})).status).toBe(200)
  expect((await call({ origin: 'https://example.com' })).status).toBe(403)
})

describe('close', () => {
  test('ends everything within a second; invocations in flight fail as a crash', async () => {
    const gone: AbortSignal[] = []
    await using here = await handledHere((_event, signal) => {
      gone.push(signal)
      return new Promise(() => undefined)
    })
    const stack = await startAssembly({
      functions: {
        Handler: { code: here.code },
        Looping: { code: 'export const handler = () => { for (;;); }' },
      },
      Resources: { Queue: resourceOf('SQS::Queue'), Mapping: consumer('Handler'), ...api('Handler') },
    })
    await localQueue(stack.resource('Queue').physicalId).send('in flight')
    const direct = stack.functionOf('Looping').invoke({})
    const request = fetch(stack.apiUrl)
    await expect.poll(() => gone.length).toBe(2)
    const outcomes = Promise.allSettled([direct, request])
    const started = Date.now()
    await Promise.all([stack.close(), stack.close()])
    expect(Date.now() - started).toBeLessThan(1000)
    const [invocation] = await outcomes
    expect(invocation).toMatchObject({ reason: { errorType: 'Runtime.ExitError' } })
    await expect.poll(() => gone.map(({ aborted }) => aborted)).toEqual([true, true])
    for (const address of [stack.apiUrl, stack.endpoints.aws, stack.endpoints.dynamodb]) {
      await expect(fetch(address)).rejects.toThrow('fetch failed')
    }
    expect(stack.lines).toEqual([])
  })

  test('leaves nothing that keeps the process from ending', async () => {
    const assembly = await writeAssembly({
      functions: { Handler: { code: OK, metadata: { 'omnibus:bundle': { entryPoints: [] } } } },
      Resources: { Queue: resourceOf('SQS::Queue'), Mapping: consumer('Handler'), ...api('Handler') },
    })
    const script = `
      import { startLocal } from ${JSON.stringify(new URL('../../lib/local/start-local.ts', import.meta.url))}
      const stack = await startLocal({ assembly: ${JSON.stringify(assembly)}, port: 0, watch: { root: process.cwd() } })
      const { status } = await fetch(stack.apiUrl)
      await stack.close()
      console.log(status)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script])
    const [printed, complaints, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ])
    expect({ printed, complaints, code }).toEqual({ printed: '200\n', complaints: '', code: 0 })
    await rm(assembly, { recursive: true })
  })
})
