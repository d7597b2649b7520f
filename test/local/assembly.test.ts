import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dependencyOrder } from '../../lib/local/assembly/dependency-order.ts'
import { NO_VALUE, resolveValue, type Scope } from '../../lib/local/assembly/intrinsics.ts'
import { pseudoParameters } from '../../lib/local/assembly/pseudo-parameters.ts'
import { readAssembly } from '../../lib/local/assembly/read-assembly.ts'
import { resourceOf, startAssembly } from '../support/local-assembly.ts'

const NAMES: Readonly<Record<string, unknown>> = { Queue: 'queue-url', ...pseudoParameters('Test') }

const scope: Scope = {
  ref: (name) => NAMES[name],
  getAtt: (id, name) =>
    id === 'Queue' && name === 'Arn.Part' ? 'part' : id === 'Queue' && name === 'Arn' ? 'arn' : undefined,
  importValue: (name) => (name === 'Shared' ? 'imported' : undefined),
  mapping: (map, top, second) => (map === 'Map' && top === 'us-east-1' ? `value of ${second}` : undefined),
  condition: (name) => name === 'True',
}
const resolve = (value: unknown): unknown => resolveValue(value, scope, 'Here')

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation's own notation
describe('an intrinsic', () => {
  test.each<[value: unknown, resolved: unknown]>([
    [{ Ref: 'Queue' }, 'queue-url'],
    [{ Ref: 'AWS::Region' }, 'us-east-1'],
    [{ Ref: 'AWS::AccountId' }, '000000000000'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn'],
    [{ 'Fn::GetAtt': 'Queue.Arn' }, 'arn'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn.Part'] }, 'part'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Queue' }, 1]] }, 'a-queue-url-1'],
    [{ 'Fn::Sub': '${AWS::Partition}:${Queue}:${Queue.Arn}:${!Literal}' }, 'aws:queue-url:arn:${Literal}'],
    [{ 'Fn::Sub': ['${A}-${Queue}', { A: { Ref: 'AWS::Region' } }] }, 'us-east-1-queue-url'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b,c'] }] }, 'b'],
    [{ 'Fn::Base64': 'text' }, 'dGV4dA=='],
    [{ 'Fn::FindInMap': ['Map', { Ref: 'AWS::Region' }, 'key'] }, 'value of key'],
    [{ 'Fn::ImportValue': 'Shared' }, 'imported'],
    [{ 'Fn::If': ['True', 'yes', 'no'] }, 'yes'],
    [{ 'Fn::If': ['False', 'yes', { Ref: 'Queue' }] }, 'queue-url'],
    [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] }, true],
    [{ 'Fn::And': [{ Condition: 'True' }, { 'Fn::Not': [{ Condition: 'False' }] }] }, true],
    [{ 'Fn::Or': [{ Condition: 'False' }, { 'Fn::Equals': ['a', 'b'] }] }, false],
    [{ a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }, 2] }, { b: [1, 2] }],
    [{ Ref: 'AWS::NoValue' }, NO_VALUE],
    [
      { a: 1, b: null, Ref: 'not alone, hence no intrinsic' },
      { a: 1, b: null, Ref: 'not alone, hence no intrinsic' },
    ],
  ])('%j gives %j', (value, resolved) => expect(resolve(value)).toEqual(resolved))

  test.each<[value: unknown, sentence: string]>([
    [{ Ref: 'Nobody' }, 'Here: Ref names "Nobody", which this stack does not have.'],
    [
      { a: [{ 'Fn::GetAtt': ['Queue', 'No'] }] },
      'Here.a[0]: Fn::GetAtt names "Queue.No", which is not there.',
    ],
    [{ 'Fn::Sub': '${Nobody}' }, 'Here: Fn::Sub names "Nobody", which this stack does not have.'],
    [{ 'Fn::ImportValue': 'No' }, 'Here: Fn::ImportValue names "No", which no earlier stack exports.'],
    [{ 'Fn::FindInMap': ['No', 'a', 'b'] }, 'Here: Fn::FindInMap finds no No.a.b.'],
    [{ 'Fn::Select': [9, ['a']] }, 'Here: Fn::Select has no item 9.'],
    [{ 'Fn::Join': ['-', 'text'] }, 'Here: Fn::Join needs a list and was given "text".'],
    [{ 'Fn::Cidr': [] }, 'Here: Fn::Cidr is not supported by the local runner.'],
  ])('rejects %j', (value, sentence) => expect(() => resolve(value)).toThrow(sentence))
})

test('resources come after those that they refer to or depend on', () => {
  const Resources = {
    Sub: resourceOf('X', { text: { 'Fn::Sub': '${Att}-${AWS::Region}-${local}' } }),
    Att: resourceOf('X', { deep: [{ 'Fn::GetAtt': ['Ref', 'Arn'] }] }),
    Ref: resourceOf('X', { name: { Ref: 'Depends' } }),
    Depends: { Type: 'AWS::X', DependsOn: ['Last'] },
    Last: { Type: 'AWS::X', DependsOn: 'Missing' },
  }
  const order = dependencyOrder({ name: 'Test', directory: '', template: { Resources } })
  expect(order).toEqual(['Last', 'Depends', 'Ref', 'Att', 'Sub'])
})
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation's own notation

test('leaves out resources and outputs whose condition is false', async () => {
  await using stack = await startAssembly({
    Parameters: { Stage: { Type: 'String', Default: 'dev' } },
    Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
    Resources: {
      Always: resourceOf('SQS::Queue'),
      OnlyProd: { ...resourceOf('SQS::Queue'), Condition: 'IsProd' },
    },
    Outputs: {
      Always: { Value: { 'Fn::GetAtt': ['Always', 'QueueName'] } },
      OnlyProd: { Value: { Ref: 'OnlyProd' }, Condition: 'IsProd' },
    },
  })
  expect(stack.resources.map(({ logicalId }) => logicalId)).toEqual(['Always'])
  expect(stack.outputs).toEqual({ Always: 'Test-Always' })
})

describe('an assembly', () => {
  let directory: string
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'omnibus-assembly-'))
  })
  afterEach(() => rm(directory, { recursive: true }))

  const write = async (path: string, content: object): Promise<void> => {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), JSON.stringify(content))
  }
  const stackArtifact = (name: string, ...dependencies: string[]) => ({
    type: 'aws:cloudformation:stack',
    dependencies,
    properties: { templateFile: `${name}.json`, stackName: `${name}-dev` },
  })

  test('gives its stacks in the order of their dependencies, those of stages too', async () => {
    await write('manifest.json', {
      artifacts: {
        Tree: { type: 'cdk:tree' },
        Late: stackArtifact('Late', 'Early', 'Assets'),
        Assets: { type: 'cdk:asset-manifest' },
        Early: stackArtifact('Early'),
        'assembly-Stage': { type: 'cdk:cloud-assembly', properties: { directoryName: 'stage' } },
      },
    })
    await write('Late.json', {})
    await write('Early.json', { Resources: {} })
    await write('stage/manifest.json', { artifacts: { Inner: stackArtifact('Inner') } })
    await write('stage/Inner.json', {})
    expect(await readAssembly(directory)).toEqual([
      { name: 'Early-dev', directory, template: { Resources: {} } },
      { name: 'Late-dev', directory, template: {} },
      { name: 'Inner-dev', directory: join(directory, 'stage'), template: {} },
    ])
  })
})
