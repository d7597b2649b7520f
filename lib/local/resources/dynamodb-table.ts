import { ACCOUNT, REGION } from '../assembly/pseudo-parameters.ts'
import { AwsCallError, callJson } from '../emulators/aws-calls.ts'
import { generatedName, type Provision } from './resource-type.ts'

/** The properties that shape a table. The others (backup, protection, encryption) change nothing here. */
const SHAPE = [
  ...['AttributeDefinitions', 'KeySchema', 'BillingMode', 'ProvisionedThroughput'],
  ...['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'],
]
const MAX_NAME_LENGTH = 255

/** AWS::DynamoDB::Table. A table that was kept keeps its shape. */
export const provisionTable: Provision = async (input, { endpoints }) => {
  const { properties } = input
  const name = String(properties['TableName'] ?? generatedName(input, MAX_NAME_LENGTH))
  const call = (action: string, request: object) =>
    callJson(endpoints.dynamodb, `DynamoDB_20120810.${action}`, request)
  const shape = SHAPE.filter((property) => properties[property] !== undefined)
  const request = Object.fromEntries(shape.map((property) => [property, properties[property]]))
  await unless('ResourceInUseException', call('CreateTable', { TableName: name, ...request }))
  const timeToLive = properties['TimeToLiveSpecification']
  if (timeToLive !== undefined) {
    const update = { TableName: name, TimeToLiveSpecification: timeToLive }
    await unless('ValidationException', call('UpdateTimeToLive', update))
  }
  return { physicalId: name, attributes: { Arn: `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}` } }
}

/** It is as it should be already. */
async function unless(code: string, call: Promise<unknown>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!(error instanceof AwsCallError && error.code === code)) throw error
  })
}
