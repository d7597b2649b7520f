import { registerHooks } from 'node:module'
import type { buildApp } from 'fauxqs'
import { REGION } from '../assembly/pseudo-parameters.ts'
import type { OwnApi } from '../aws-api/own-api.ts'
import { isLocalCaller } from '../local-caller.ts'

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>
type Persistence = NonNullable<Stores['sqsStore']['persistence']>

/** SNS, SQS and S3 in this process. */
export interface Fauxqs {
  readonly url: string
  /** Answers the long polls that wait on a queue now, empty; an aborted one would still swallow a message. */
  wakePollers(queueName: string): void
  /** When the oldest message that a queue still has was sent, in milliseconds since 1970. */
  oldestSentAt(queueName: string): number | undefined
  /** Asks this before the emulator, so that one address answers for all services but DynamoDB. */
  answerFirst(api: OwnApi): void
  close(): Promise<void>
}

/**
 * Starts fauxqs on the loopback address only. Its own `startFauxqs` listens on 0.0.0.0 whatever `host` says, so the
 * app is put together here of the same parts; `host` would only rewrite queue URLs.
 */
export async function startFauxqs(persist?: string): Promise<Fauxqs> {
  const { buildApp } = await loadFauxqs()
  const stores = await createStores()
  const persistence = persist === undefined ? undefined : await loadPersisted(stores, persist)
  stores.sqsStore.host = ''
  const app = buildApp({ logger: false, defaultRegion: REGION, stores })
  app.addHook('onRequest', async ({ headers }, reply) => {
    if (!isLocalCaller(headers)) await reply.status(403).send('Only this machine may ask.')
  })
  const own: OwnApi[] = []
  app.addHook('preHandler', async (request, reply) => {
    const answered = ownAnswer(own, request)
    if (answered)
      await reply.status(answered.status).type('application/json').send(JSON.stringify(answered.body))
  })
  if (persistence !== undefined) app.addHook('preClose', () => persistence.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error('fauxqs did not open a TCP port.')
  const url = `http://127.0.0.1:${address.port}`
  if (persistence !== undefined) renewQueueUrls(stores.sqsStore, url)
  return {
    url,
    wakePollers: (queueName) => stores.sqsStore.getQueueByName(queueName)?.cancelWaiters(),
    oldestSentAt: (queueName) => oldestSentAt(stores.sqsStore, queueName),
    answerFirst: (api) => void own.push(api),
    close: async () => {
      app.server.closeAllConnections()
      await app.close()
    },
  }
}

interface FauxqsRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, unknown>>
  readonly query: unknown
  readonly body: unknown
}

function ownAnswer(apis: readonly OwnApi[], { method, url, headers, query, body }: FauxqsRequest) {
  const call = {
    method,
    path: new URL(url, 'http://127.0.0.1').pathname,
    query: query as Readonly<Record<string, unknown>>,
    target: String(headers['x-amz-target'] ?? ''),
    get body() {
      return (Buffer.isBuffer(body) ? JSON.parse(body.toString()) : (body ?? {})) as Record<string, unknown>
    },
  }
  for (const api of apis) {
    const answer = api(call)
    if (answer) return answer
  }
  return undefined
}

function oldestSentAt(store: Stores['sqsStore'], queueName: string): number | undefined {
  const inspected = store.inspectQueue(queueName)?.messages
  if (!inspected) return undefined
  const { ready, delayed, inflight } = inspected
  const times = [...ready, ...delayed, ...inflight.map(({ message }) => message)].map(
    (each) => each.sentTimestamp,
  )
  return times.length === 0 ? undefined : times.reduce((oldest, time) => Math.min(oldest, time))
}

/**
 * fauxqs has one limit for the messages of every topic, in a constant: 256 KiB. A topic may allow 1 MiB, and the bus
 * itself holds each event against its topic's limit, so here the constant is the largest that there is.
 */
async function loadFauxqs(): Promise<typeof import('fauxqs')> {
  const hooks = registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (!url.endsWith('/fauxqs/dist/common/types.js')) return loaded
      const source = String(loaded.source).replace(/(SNS_MAX_MESSAGE_SIZE_BYTES = )262_144/, '$11_048_576')
      return { ...loaded, source }
    },
  })
  try {
    return await import('fauxqs')
  } finally {
    hooks.deregister()
  }
}

/** Modules that the package does not export by name; its exact version is pinned. */
async function internal<T>(path: string): Promise<T> {
  return (await import(new URL(path, import.meta.resolve('fauxqs')).href)) as T
}

async function createStores(): Promise<Stores> {
  const [sqs, sns, s3] = await Promise.all([
    internal<{ SqsStore: new () => Stores['sqsStore'] }>('./sqs/sqsStore.js'),
    internal<{ SnsStore: new () => Stores['snsStore'] }>('./sns/snsStore.js'),
    internal<{ S3Store: new () => Stores['s3Store'] }>('./s3/s3Store.js'),
  ])
  await acceptWhatAwsAccepts()
  return { sqsStore: new sqs.SqsStore(), snsStore: new sns.SnsStore(), s3Store: new s3.S3Store() }
}

/** fauxqs refuses characters beyond U+FFFF in SQS bodies and two FIFO attributes on update; AWS takes them all. */
async function acceptWhatAwsAccepts(): Promise<void> {
  const types = await internal<{ INVALID_MESSAGE_BODY_CHAR: RegExp; SETTABLE_ATTRIBUTES: Set<string> }>(
    './sqs/sqsTypes.js',
  )
  const allowed = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u
  types.INVALID_MESSAGE_BODY_CHAR.test = (body) => !allowed.test(body)
  types.SETTABLE_ATTRIBUTES.add('DeduplicationScope').add('FifoThroughputLimit')
}

async function loadPersisted(stores: Stores, directory: string): Promise<Persistence> {
  const { PersistenceManager } = await internal<{
    PersistenceManager: new (directory: string) => Persistence
  }>('./persistence.js')
  const persistence = new PersistenceManager(directory)
  persistence.load(stores.sqsStore, stores.snsStore, stores.s3Store)
  for (const store of Object.values(stores)) store.persistence = persistence
  for (const queue of stores.sqsStore.allQueues()) queue.persistence = persistence
  return persistence
}

/** Queues that were kept carry the port of an earlier run. */
function renewQueueUrls(store: Stores['sqsStore'], url: string): void {
  for (const queue of store.allQueues()) {
    Object.assign(queue, { url: `${url}${new URL(queue.url).pathname}` })
  }
}
