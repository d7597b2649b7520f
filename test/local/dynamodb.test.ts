import { describe } from 'vitest'
import { startDynamoDb } from '../../lib/local/dynamodb/start-dynamodb.ts'
import { dynamoDbContract } from '../contracts/dynamodb-contract.ts'
import { partiqlContract } from '../contracts/partiql-contract.ts'
import { hasDynamoDbLocal, startDynamoDbLocal } from '../support/dynamodb-local-jar.ts'

describe('the embedded DynamoDB', () => {
  dynamoDbContract(() => startDynamoDb())
  partiqlContract(() => startDynamoDb())
})

describe.skipIf(!hasDynamoDbLocal())(
  "AWS's DynamoDB Local (needs DynamoDB Local: npm run dynamodb-local, Java 17, Maven)",
  () => {
    dynamoDbContract(startDynamoDbLocal)
    partiqlContract(startDynamoDbLocal)
  },
)
