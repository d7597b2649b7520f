import { topology } from '#topology'
import { dynamoDbClient } from '../lib/adapters/aws/clients.ts'
import { dynamoDbLedger } from '../lib/adapters/aws/dynamodb-ledger.ts'
import { queryEnvironment } from '../lib/adapters/aws/environment.ts'
import { systemClock } from '../lib/adapters/system.ts'
import { documents } from '../lib/docs/documents.ts'
import { lazily } from '../lib/docs/lazily.ts'
import { handleDeliveries } from '../lib/messaging/consume/deliveries.ts'
import { answerOptions } from '../lib/messaging/publish/answer-options.ts'
import { listTopics } from '../lib/messaging/publish/list-topics.ts'
import { answer } from './http-pipeline.ts'

const { ledgerTable, requestsPerSecond } = queryEnvironment()
const ledger = dynamoDbLedger(dynamoDbClient(), ledgerTable)
const deps = { topology, ledger, clock: systemClock, requestsPerSecond }
const described = lazily(() => documents(topology))

/** Answers questions. It may read the ledger and nothing else. */
export const handler = answer('query', {
  options: (request) => answerOptions(deps, request),
  topics: () => listTopics(topology),
  deliveries: (request) => handleDeliveries(deps, request),
  openapi: () => ({ status: 200, body: described()['openapi.json'] }),
  asyncapi: () => ({ status: 200, body: described()['asyncapi.json'] }),
  health: () => ({ status: 200, body: { status: 'ok' } }),
})
