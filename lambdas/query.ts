import { topology } from '#topology'
import { dynamoDbClient } from '../lib/adapters/aws/clients.ts'
import { dynamoDbLedger } from '../lib/adapters/aws/dynamodb-ledger.ts'
import { functionEnvironment } from '../lib/adapters/aws/environment.ts'
import { systemClock } from '../lib/adapters/system.ts'
import { handleDeliveries } from '../lib/messaging/consume/deliveries.ts'
import { listTopics } from '../lib/messaging/publish/list-topics.ts'
import { answer } from './http-pipeline.ts'

const { ledgerTable } = functionEnvironment()
const deps = { topology, ledger: dynamoDbLedger(dynamoDbClient(), ledgerTable), clock: systemClock }

/** Answers questions. It may read the ledger and nothing else. */
export const handler = answer('query', {
  topics: () => listTopics(topology),
  deliveries: (request) => handleDeliveries(deps, request),
  health: () => ({ status: 200, body: { status: 'ok' } }),
})
