import { isDeepStrictEqual } from 'node:util'
import { ACCOUNT, REGION } from '../assembly/pseudo-parameters.ts'
import { AwsCallError, callJson } from '../emulators/aws-calls.ts'
import { generatedName, type Provision } from './resource-type.ts'

/** The properties that shape a table. The others (backup, protection, encryption) change nothing here. */
const SHAPE = [
  ...['AttributeDefinitions', 'KeySchema', 'BillingMode', 'ProvisionedThroughput'],
  ...['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'],
]
const MAX_NAME_LENGTH = 255

type Call = <T>(action: string, request: object) => Promise<T>

interface Index {
  readonly IndexName: string
  readonly KeySchema: unknown
}

interface Shape {
  readonly KeySchema?: unknown
  readonly GlobalSecondaryIndexes?: readonly Index[]
  readonly LocalSecondaryIndexes?: readonly Index[]
}

/** AWS::DynamoDB::Table. One that was kept must still have the shape that the template gives it. */
export const provisionTable: Provision = async (input, { endpoints }) => {
  const { properties } = input
  const name = String(properties['TableName'] ?? generatedName(input, MAX_NAME_LENGTH))
  const call: Call = (action, request) => callJson(endpoints.dynamodb, `DynamoDB_20120810.${action}`, request)
  const shape = SHAPE.filter((property) => properties[property] !== undefined)
  const request = Object.fromEntries(shape.map((property) => [property, properties[property]]))
  const wasThere = await unless(
    'ResourceInUseException',
    call('CreateTable', { TableName: name, ...request }),
  )
  if (wasThere) await ensureSameShape(name, request, call)
  const timeToLive = properties['TimeToLiveSpecification']
  if (timeToLive !== undefined) {
    const update = { TableName: name, TimeToLiveSpecification: timeToLive }
    await unless('ValidationException', call('UpdateTimeToLive', update))
  }
  return { physicalId: name, attributes: { Arn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}` } }
}

/** True when the call was refused with this code: it is as it should be already. */
async function unless(code: string, call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return false
  } catch (error) {
    if (error instanceof AwsCallError && error.code === code) return true
    throw error
  }
}

async function ensureSameShape(name: string, wanted: Shape, call: Call): Promise<void> {
  const { Table } = await call<{ Table: Shape }>('DescribeTable', { TableName: name })
  if (isDeepStrictEqual(keys(Table), keys(wanted))) return
  throw new Error(
    `The kept table '${name}' has other keys or indexes than the template. Its data cannot be taken over: ` +
      'start with another --persist folder, or delete this one.',
  )
}

function keys({ KeySchema, GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] }: Shape): object {
  const indexes = [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes]
  return {
    table: KeySchema,
    indexes: Object.fromEntries(indexes.map((index) => [index.IndexName, index.KeySchema])),
  }
}
