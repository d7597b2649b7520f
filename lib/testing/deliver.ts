import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { dynamoDbClient, sqsClient } from '../adapters/aws/clients.ts'
import { dynamoDbLedger } from '../adapters/aws/dynamodb-ledger.ts'
import { sqsQueue } from '../adapters/aws/sqs-queue.ts'
import { receiveMessages } from '../local/emulators/sqs-calls.ts'
import { sqsEvent } from '../local/event-source/sqs-event.ts'
import type { Outcome } from '../messaging/consume/outcome.ts'
import { causeOf } from '../messaging/dead-letter/dead-letter.ts'
import { fromEnvelope, toEnvelope } from '../messaging/envelope.ts'
import type { AttributeValue } from '../messaging/event.ts'
import { eventKey } from '../messaging/fingerprint.ts'
import type { Cause, PublishedReference } from '../messaging/ports.ts'
import { subscriptionSettings } from '../topology/settings.ts'
import type { Topology } from '../topology/types.ts'
import { type AwsInMemory, startAwsInMemory } from './aws-in-memory.ts'

/** An event as a test gives it. */
export interface EventToDeliver {
  readonly attributes: { readonly id: string; readonly source: string; readonly type: string } & Readonly<
    Record<string, AttributeValue>
  >
  /** JSON text, so that numbers are what they are; other bytes in base64. */
  readonly data?: { readonly json: string } | { readonly base64: string }
}

export interface DeliverOptions {
  readonly event: EventToDeliver
  /** Table of the topology → items that the handler finds in it. @default - empty tables */
  readonly tables?: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>
  /** Variables that the subscription declares, with other values than there. */
  readonly environment?: Readonly<Record<string, string>>
  /** @default OMNIBUS_TOPOLOGY, else topology.ts */
  readonly topology?: string
}

export interface Delivered {
  /** How the first attempt ended; the cause, as a text, where it failed. */
  readonly outcome: { readonly status: Outcome['status']; readonly cause?: string }
  /** The events that the handler published. */
  readonly published: readonly PublishedReference[]
}

const ROOT = join(import.meta.dirname, '../..')
const VISIBILITY_SECONDS = 900
/** Its log is for people; its metrics are not. */
const QUIET = { POWERTOOLS_METRICS_DISABLED: 'true' }

/**
 * Delivers one event to a consumer of the working tree, as Lambda would: its module, its pipeline and its ledger are the
 * real ones, on an AWS of their own in this process. Tables have what is given; the network is the real one.
 */
export async function deliver(subscription: string, options: DeliverOptions): Promise<Delivered> {
  const path = join(ROOT, options.topology ?? process.env['OMNIBUS_TOPOLOGY'] ?? 'topology.ts')
  const { topology } = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as { topology: Topology }
  await using aws = await startAwsInMemory(topology, subscription)
  using _ = withEnvironment({ ...aws.environment, ...options.environment, ...QUIET })
  for (const [table, items] of Object.entries(options.tables ?? {})) {
    for (const item of items) await aws.put(table, item)
  }
  await invoke(aws, topology, subscription, toEnvelope(options.event))
  return await whatBecame(aws, subscription, options.event)
}

let deliveries = 0

type Lambda = (event: object, context: object) => Promise<unknown>

async function invoke(
  aws: AwsInMemory,
  topology: Topology,
  subscription: string,
  body: string,
): Promise<void> {
  const { handler: module, ordered, timeoutSeconds } = subscriptionSettings(topology, subscription)
  deliveries += 1
  // It reads where AWS is when it is imported, and each delivery has an AWS of its own.
  const url = `${pathToFileURL(join(ROOT, module)).href}?delivery=${deliveries}`
  const { handler } = (await import(/* @vite-ignore */ url)) as { handler: Lambda }
  const fifo = { groupId: 'test', deduplicationId: 'test' }
  const { type } = fromEnvelope(body).attributes
  await queueAt(aws, aws.queueUrl).send({ body, attributes: { type }, ...(ordered && fifo) })
  const messages = await receiveMessages(aws.queueUrl, {
    ...{ maxNumberOfMessages: 1, waitTimeSeconds: 1 },
    signal: new AbortController().signal,
  })
  const deadline = Date.now() + timeoutSeconds * 1000
  await handler(sqsEvent(messages, 'arn:aws:sqs:us-east-1:000000000000:queue'), {
    functionName: subscription,
    awsRequestId: 'test',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  })
}

async function whatBecame(
  aws: AwsInMemory,
  subscription: string,
  { attributes: { source, id } }: EventToDeliver,
): Promise<Delivered> {
  const ledger = dynamoDbLedger(dynamoDbClient(connection(aws.endpoints.dynamodb)), aws.ledgerTable)
  const records = await ledger.find(eventKey(source, id), Math.floor(Date.now() / 1000))
  const record = records.find((each) => each.subscription === subscription)
  const published = record?.published ?? []
  if (record?.state === 'DONE') return { outcome: { status: 'processed' }, published }
  const [letter] = await queueAt(aws, aws.deadLetterQueueUrl).receive(1, VISIBILITY_SECONDS)
  if (letter) return { outcome: failed('dead-letter', causeOf(letter.attributes)), published }
  return { outcome: failed('retry', record?.cause), published }
}

function failed(status: 'retry' | 'dead-letter', cause: Cause | undefined): Delivered['outcome'] {
  return { status, ...(cause && { cause: `${cause.code}: ${cause.text}` }) }
}

const connection = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
})

const queueAt = ({ endpoints }: AwsInMemory, url: string) =>
  sqsQueue(sqsClient(connection(endpoints.aws)), url)

/** Lambda's way to tell a module where it is. */
function withEnvironment(variables: Readonly<Record<string, string>>): Disposable {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  return {
    [Symbol.dispose]: () => {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
    },
  }
}
