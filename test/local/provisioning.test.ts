import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resolveValue, type Scope } from '../../lib/local/assembly/intrinsics.ts'
import { pseudoParameters } from '../../lib/local/assembly/pseudo-parameters.ts'
import { readAssembly } from '../../lib/local/assembly/read-assembly.ts'
import type { Stack, TemplateResource } from '../../lib/local/assembly/template-types.ts'
import { callJson } from '../../lib/local/emulators/aws-calls.ts'
import type { LocalStack } from '../../lib/local/local-options.ts'
import { startLocal } from '../../lib/local/start-local.ts'
import { synthesize } from '../../lib/local/synthesize.ts'
import { localQueue } from '../support/local-queue.ts'
import { subscriptionAttributes, topicAttributes } from '../support/local-topic.ts'

/** In the place of every bundle: tells what the function is given. */
const TELLS_ITSELF = `export const handler = async (event, context) => ({
  statusCode: 200,
  body: JSON.stringify({
    resource: event.resource,
    functionName: context.functionName,
    memoryLimitInMB: context.memoryLimitInMB,
    secondsLeft: context.getRemainingTimeInMillis() / 1000,
    environment: process.env,
  }),
})`

interface Told {
  readonly resource: string
  readonly functionName: string
  readonly memoryLimitInMB: string
  readonly secondsLeft: number
  readonly environment: Readonly<Record<string, string>>
}

type Properties = Readonly<Record<string, unknown>>

const assembly = await mkdtemp(join(tmpdir(), 'omnibus-provisioning-'))
await synthesize({ root: join(import.meta.dirname, '../..'), output: assembly, topology: 'topology.ts' })
const stacks = await readAssembly(assembly)
let running: LocalStack

beforeAll(async () => {
  for (const asset of (await readdir(assembly)).filter((name) => name.startsWith('asset.')))
    await writeFile(join(assembly, asset, 'index.mjs'), TELLS_ITSELF)
  running = await startLocal({ port: 0, assembly })
})
afterAll(async () => {
  await running.close()
  await rm(assembly, { recursive: true, force: true })
})

/** Each resource of a type in the template, and its properties as they should stand. */
function declared(type: string): readonly (readonly [logicalId: string, () => Properties])[] {
  return stacks.flatMap((stack) =>
    resourcesOf(stack)
      .filter(([, { Type }]) => Type === type)
      .map(([logicalId, { Properties = {} }]) => [
        logicalId,
        () => resolveValue(Properties, scopeOf(stack), logicalId) as Properties,
      ]),
  )
}

const resourcesOf = ({ template }: Stack): [string, TemplateResource][] =>
  Object.entries(template.Resources ?? {})

/** What the template refers to, as it runs. */
function scopeOf({ name }: Stack): Scope {
  const deployed = (id: string) =>
    running.resources.find(({ stack, logicalId }) => stack === name && logicalId === id)
  const none = (): never => {
    throw new Error('This template needs more than Ref and Fn::GetAtt: extend the test.')
  }
  return {
    ref: (id) => deployed(id)?.physicalId ?? pseudoParameters(name)[id] ?? `not run: ${id}`,
    getAtt: (id, attribute) => deployed(id)?.attributes[attribute] ?? `not run: ${id}`,
    importValue: none,
    mapping: none,
    condition: none,
  }
}

const physicalId = (id: string): string =>
  running.resources.find(({ logicalId }) => logicalId === id)?.physicalId ?? `not run: ${id}`

/** The template's properties as text, policies as JSON in one spelling. */
const spelled = (properties: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, parsed(value)]))

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return typeof value === 'object' ? value : String(value)
  return /^[{[]/.test(value) ? JSON.parse(value) : value
}

describe('every resource', () => {
  const all = stacks.flatMap((stack) => resourcesOf(stack).map(([logicalId, { Type }]) => [Type, logicalId]))

  test.each(all)('%s %s runs, or is named with the reason', (type, logicalId) => {
    const runs = running.resources.some((each) => each.type === type && each.logicalId === logicalId)
    const leftOut = running.notRunLocally.find((each) => each.logicalIds.includes(logicalId ?? ''))
    expect(runs ? leftOut : leftOut?.reason).toEqual(runs ? undefined : expect.any(String))
  })

  test('is of a type that the runner knows', () => {
    expect(running.notRunLocally.filter(({ reason }) => reason.includes('not known'))).toEqual([])
  })
})

test.each(declared('AWS::SQS::Queue'))(
  'the queue %s has every attribute of the template',
  async (logicalId, properties) => {
    const { QueueName, Tags: _billing, ...expected } = properties()
    const actual = await localQueue(physicalId(logicalId)).attributes()
    expect(spelled(actual)).toMatchObject(spelled(expected))
    if (QueueName !== undefined) expect(actual['QueueArn']).toMatch(new RegExp(`:${QueueName}$`))
  },
)

test.each(declared('AWS::SNS::Topic'))(
  'the topic %s has every attribute of the template',
  async (logicalId, properties) => {
    const { TopicName, Tags: _billing, ...expected } = properties()
    const actual = await topicAttributes(running.endpoints.aws, physicalId(logicalId))
    expect(spelled(actual)).toMatchObject(spelled(expected))
    expect(physicalId(logicalId)).toMatch(new RegExp(`:${TopicName}$`))
  },
)

test.each(declared('AWS::SNS::Subscription'))(
  'the subscription %s has every attribute of the template',
  async (logicalId, properties) => {
    const actual = await subscriptionAttributes(running.endpoints.aws, physicalId(logicalId))
    expect(spelled(actual)).toMatchObject(spelled(properties()))
  },
)

test.each(declared('AWS::DynamoDB::Table'))(
  'the table %s has the keys, the indexes and the time to live of the template',
  async (logicalId, properties) => {
    const expected = properties()
    const { table, timeToLive } = await describeTable(physicalId(logicalId))
    expect(table).toMatchObject({
      KeySchema: expected['KeySchema'],
      BillingModeSummary: { BillingMode: expected['BillingMode'] },
    })
    for (const indexes of ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'])
      expect(table[indexes] ?? []).toMatchObject((expected[indexes] ?? []) as object[])
    const attributes = expected['AttributeDefinitions'] as object[]
    expect(table['AttributeDefinitions']).toHaveLength(attributes.length)
    expect(table['AttributeDefinitions']).toEqual(expect.arrayContaining(attributes))
    const { AttributeName, Enabled } = (expected['TimeToLiveSpecification'] ?? {}) as Properties
    expect(timeToLive).toEqual(
      Enabled ? { TimeToLiveStatus: 'ENABLED', AttributeName } : { TimeToLiveStatus: 'DISABLED' },
    )
  },
)

async function describeTable(TableName: string) {
  const call = <T>(action: string): Promise<T> =>
    callJson(running.endpoints.dynamodb, `DynamoDB_20120810.${action}`, { TableName })
  const { Table } = await call<{ Table: Record<string, unknown> }>('DescribeTable')
  const { TimeToLiveDescription } = await call<{ TimeToLiveDescription: object }>('DescribeTimeToLive')
  return { table: Table, timeToLive: TimeToLiveDescription }
}

test.each(declared('AWS::Lambda::Function'))(
  'the function %s has the environment, the memory and the time of the template, and nothing of this machine',
  async (logicalId, properties) => {
    const { Environment, MemorySize, Timeout } = properties()
    const { Variables } = Environment as { Variables: Record<string, string> }
    const answer = await running.functions.get(physicalId(logicalId))?.invoke({})
    const told = JSON.parse((answer as { body: string }).body) as Told
    expect(told.environment).toMatchObject(Variables)
    const others = Object.keys(told.environment).filter((name) => !Object.hasOwn(Variables, name))
    expect(others.filter((name) => !/^(AWS_.+|LANG|TZ|_HANDLER)$/.test(name))).toEqual([])
    expect(told.memoryLimitInMB).toBe(String(MemorySize))
    expect(Math.ceil(told.secondsLeft)).toBe(Timeout)
  },
)

test.each(declared('AWS::Lambda::EventSourceMapping'))(
  'the mapping %s reads the queue of the template for its function, by its rules',
  (_logicalId, properties) => {
    const { EventSourceArn, FunctionName, Enabled = true, ...rules } = properties()
    const { MaximumConcurrency } = (rules['ScalingConfig'] ?? {}) as Properties
    const mapping = running.eventSourceMappings.find(({ queueArn }) => queueArn === EventSourceArn)
    expect(mapping).toMatchObject({
      functionName: FunctionName,
      enabled: Enabled,
      batchSize: rules['BatchSize'] ?? 10,
      windowSeconds: rules['MaximumBatchingWindowInSeconds'] ?? 0,
      maximumConcurrency: MaximumConcurrency ?? expect.any(Number),
      reportBatchItemFailures: (rules['FunctionResponseTypes'] as string[]).includes(
        'ReportBatchItemFailures',
      ),
    })
  },
)

test.each(declared('AWS::ApiGateway::Method'))(
  'the method %s is answered by its function',
  async (_logicalId, properties) => {
    const { ResourceId, HttpMethod, Integration, RequestParameters = {} } = properties()
    const resource = pathOf(String(ResourceId))
    const path = resource.replaceAll(/\{\w+\+?\}/g, 'any')
    const names = Object.keys(RequestParameters as object).filter((name) => name.includes('.querystring.'))
    const query = new URLSearchParams(
      names.map((name) => [name.replace(/.*\./, ''), 'any'] as [string, string]),
    )
    const response = await fetch(`${running.apiUrl}${path}?${query}`, { method: String(HttpMethod) })
    const told = (await response.json()) as Told
    expect(told.resource).toBe(resource)
    expect((Integration as { Uri: string }).Uri).toContain(`:function:${told.functionName}/`)
  },
)

/** Such as `/topics/{topic}`, put together of the template's own parts. */
function pathOf(resourceId: string): string {
  const [, properties] =
    declared('AWS::ApiGateway::Resource').find(([logicalId]) => physicalId(logicalId) === resourceId) ?? []
  if (!properties) return ''
  const { ParentId, PathPart } = properties()
  return `${pathOf(String(ParentId))}/${PathPart}`
}
