import { isJson } from '../content-type.ts'
import { fromEnvelope, toEnvelope } from '../envelope.ts'
import { CommitRefused, ContextMisuse, LeaseLost } from '../errors.ts'
import { dataValue, type Event } from '../event.ts'
import { digest } from '../fingerprint.ts'
import type { CommitResult, DeliveryRecord, PublishedReference, SendResult } from '../ports.ts'
import { validateEvent } from '../publish/validate-event.ts'
import { outgoingMessage } from '../route/outgoing-message.ts'
import { versionOf, versionsFor, withDataschema } from '../schema-version.ts'
import { ContextCall } from './context-call.ts'
import type { ConsumeDependencies } from './dependencies.ts'
import type { EventToPublish, HandlerContext, ReceivedEvent } from './handler.ts'
import { doneRecord } from './ledger-protocol.ts'

/** A transaction that meets another on the same items, or is throttled, is tried this often: over some 6 s. */
const MAX_TRIES = 9
const MAX_COMMIT_ITEMS = 99
/** So many events that a handler published are listed: a record of thousands would not fit into an item of DynamoDB. */
const MAX_REFERENCES = 500

/** One claimed delivery while its handler runs: what the handler has published, and whether it has committed. */
export interface Delivery {
  readonly context: HandlerContext
  readonly published: readonly PublishedReference[]
  committed(): boolean
  /**
   * For when the handler has ended: waits for the calls that it did not wait for, rejects where one of them failed, and
   * refuses every later one.
   */
  readonly close: () => Promise<void>
}

export function startDelivery(
  deps: ConsumeDependencies,
  event: Event,
  record: DeliveryRecord,
  signal: AbortSignal,
): Delivery {
  const published: PublishedReference[] = []
  let state: 'open' | 'committing' | 'committed' | 'closed' = 'open'
  const calls: ContextCall[] = []
  let ordinal = 0
  const begin = (run: () => Promise<void>): ContextCall => {
    const call = ContextCall.begin(run)
    calls.push(call)
    return call
  }

  const publish = async (draft: EventToPublish): Promise<void> => {
    if (state !== 'open') {
      throw new ContextMisuse(
        'publish was called after commit or the end of the handler: publish first, and await it.',
      )
    }
    // Read as its consumers will: what they could not read is not sent.
    const caused = fromEnvelope(toEnvelope(causedEvent(deps, event, draft, ordinal++)))
    await publishCaused(deps, draft.topic, caused)
    const { source, id } = caused.attributes
    if (published.length < MAX_REFERENCES)
      published.push({ topic: draft.topic, source, id, type: draft.type })
  }

  const commit = async (items: readonly unknown[]): Promise<void> => {
    if (state !== 'open') {
      throw new ContextMisuse(
        'commit was called twice or after the end of the handler: it ends the delivery. Pass all items in one call, and await it.',
      )
    }
    if (calls.some(({ isUnderWay }) => isUnderWay))
      throw new ContextMisuse('commit was called during a publish: await that first.')
    if (items.length > MAX_COMMIT_ITEMS) {
      throw new ContextMisuse(
        `commit was given ${items.length} items; at most ${MAX_COMMIT_ITEMS} fit beside the ledger's.`,
      )
    }
    state = 'committing'
    try {
      await commitDelivery(deps, record, published, items)
      state = 'committed'
    } finally {
      if (state === 'committing') state = 'open'
    }
  }

  const close = async (): Promise<void> => {
    const unheard = calls.filter(({ isUnderWay, isHeard }) => isUnderWay || !isHeard)
    const ended = await Promise.allSettled(unheard)
    if (state !== 'committed') state = 'closed'
    for (const end of ended) if (end.status === 'rejected') throw end.reason
  }

  const { logger, tables, environment } = deps
  const context: HandlerContext = {
    logger,
    attempt: record.attempts,
    signal,
    idempotencyKey: digest([record.subscription, record.source, record.id]),
    tables,
    env: environment,
    publish: (draft) => begin(() => publish(draft)),
    commit: (items) => begin(() => commit(items)),
  }
  return { context, published, committed: () => state === 'committed', close }
}

/** An event as a handler sees it. */
export function receivedEvent({ topology, subscription }: ConsumeDependencies, event: Event): ReceivedEvent {
  const data = dataValue(event)
  const dataVersion = versionOf(versionsFor(topology, subscription.topic, event), event)?.version
  const { datacontenttype } = event.attributes
  const text =
    event.data && 'json' in event.data && isJson(datacontenttype) ? { dataText: event.data.json } : {}
  return { ...event.attributes, data, dataVersion, ...text } as ReceivedEvent
}

function causedEvent(
  { subscription, clock }: ConsumeDependencies,
  cause: Event,
  draft: EventToPublish,
  ordinal: number,
): Event {
  const { id, source, traceparent, tracestate } = cause.attributes
  return {
    attributes: {
      id: digest([subscription.name, source, id, String(ordinal)]),
      source: `/subscriptions/${subscription.name}`,
      type: draft.type,
      time: new Date(clock.now()).toISOString(),
      datacontenttype: 'application/json',
      causationid: id,
      ...(draft.dataschema === undefined ? {} : { dataschema: draft.dataschema }),
      ...(draft.subject === undefined ? {} : { subject: draft.subject }),
      ...(draft.partitionkey === undefined ? {} : { partitionkey: draft.partitionkey }),
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(tracestate === undefined ? {} : { tracestate }),
    },
    data: { json: JSON.stringify(draft.data) },
  }
}

async function publishCaused(
  { topology, subscription, publisher, claims }: ConsumeDependencies,
  topic: string,
  draft: Event,
): Promise<void> {
  if (!subscription.publishes.includes(topic)) {
    throw new ContextMisuse(
      `'${subscription.name}' may not publish to '${topic}': add it to 'publishes' in the topology.`,
    )
  }
  const event = withDataschema(topology, topic, draft)
  validateEvent(topology, topic, event)
  const [result] = await publisher.publish(topic, [outgoingMessage(topology, topic, event, claims.bucket)])
  const { ok, ...refusal } = result as SendResult
  if (!ok)
    throw new Error(`SNS did not take an event for '${topic}' (${'code' in refusal ? refusal.code : ''}).`)
}

async function commitDelivery(
  { ledger, clock, random }: ConsumeDependencies,
  record: DeliveryRecord,
  published: readonly PublishedReference[],
  items: readonly unknown[],
): Promise<void> {
  const done = doneRecord(record, clock.now(), published)
  let result: CommitResult = { kind: 'busy' }
  for (let tries = 0; result.kind === 'busy' && tries < MAX_TRIES; tries += 1) {
    if (tries > 0) await clock.sleep(random.fraction() * 25 * 2 ** tries)
    result = await ledger.commit(done, record, items)
  }
  if (result.kind === 'refused') throw new CommitRefused(result.index)
  if (result.kind === 'busy') {
    throw new Error(
      'DynamoDB was throttled, or busy with another transaction on these items; nothing was written.',
    )
  }
  // A lost acknowledgement: the transaction that we are told has gone through is our own.
  const ours = result.kind === 'lost' && result.found?.owner === record.owner && result.found.state === 'DONE'
  if (result.kind === 'lost' && !ours) throw new LeaseLost()
}
