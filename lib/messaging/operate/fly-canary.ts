import { CANARY_ATTRIBUTE } from '../../topology/filter-policy.ts'
import type { Topology } from '../../topology/types.ts'
import { EnvelopeError } from '../attribute-rules.ts'
import { fromEnvelope, toEnvelope } from '../envelope.ts'
import type { Clock, Logger, Metrics, OutgoingMessage, Publisher, Queue, Random } from '../ports.ts'
import { withTimeLimit } from '../time-limit.ts'

export interface CanaryDependencies {
  readonly topology: Topology
  readonly publisher: Publisher
  /** The canary's own, in which its events end. */
  readonly queues: readonly Queue[]
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly metrics: Metrics
}

/** How long an event may take. What comes later is lost to its minute. */
const PATIENCE_MILLISECONDS = 20_000
/** Between two looks into a queue in which there was nothing. */
const PAUSE_MILLISECONDS = 200
/** What another flight waits for is soon there for it again. */
const HIDDEN_SECONDS = 2

const SOURCE = '/omnibus/canary'
const TYPE = 'omnibus.canary'

/** One flight: its events are told from those of another by their id. */
interface Flight {
  readonly id: string
  readonly startedAt: number
  readonly endsAt: number
  /** Topic → when its event was received. */
  readonly arrivals: Map<string, number>
}

/**
 * Publishes an event to every topic, waits for each at the end of its way, and measures which were lost. No subscriber
 * gets any of them. Never throws for a topic or a queue that fails: then it is as if nothing had arrived.
 */
export async function flyCanary(deps: CanaryDependencies): Promise<void> {
  const startedAt = deps.clock.now()
  const flight: Flight = {
    id: deps.random.uuid(),
    startedAt,
    endsAt: startedAt + PATIENCE_MILLISECONDS,
    arrivals: new Map(),
  }
  const topics = Object.keys(deps.topology.topics)
  await Promise.all([
    ...topics.map((topic) => release(deps, topic, flight)),
    ...deps.queues.map((queue) => watch(deps, queue, flight, topics.length)),
  ])
  for (const topic of topics) {
    const arrivedAt = flight.arrivals.get(topic)
    deps.metrics.add('CanaryLost', arrivedAt === undefined ? 1 : 0, { topic })
    if (arrivedAt === undefined) deps.logger.warn('canary lost', { topic, id: flight.id })
    else deps.metrics.add('CanaryAge', arrivedAt - startedAt, { topic })
  }
}

async function release(
  { topology, publisher, clock, logger }: CanaryDependencies,
  topic: string,
  { id, startedAt, endsAt }: Flight,
): Promise<void> {
  const ordered = topology.topics[topic]?.ordered ?? false
  const attributes = {
    id,
    source: SOURCE,
    type: TYPE,
    subject: topic,
    time: new Date(startedAt).toISOString(),
  }
  const message: OutgoingMessage = {
    body: toEnvelope({ attributes }),
    // None that a subscriber's filter might ask for.
    attributes: { [CANARY_ATTRIBUTE]: topic },
    ...(ordered && { groupId: id, deduplicationId: id }),
  }
  const [result] = await withTimeLimit(clock, endsAt - clock.now(), (signal) =>
    publisher.publish(topic, [message], signal),
  )
  if (result?.ok === false) logger.warn('canary not published', { topic, id, reason: result.code })
}

/** Looks into a queue until everything has arrived, wherever, or it is too late. */
async function watch(
  deps: CanaryDependencies,
  queue: Queue,
  flight: Flight,
  expected: number,
): Promise<void> {
  const { clock, logger } = deps
  while (flight.arrivals.size < expected && clock.now() < flight.endsAt) {
    try {
      if ((await receive(deps, queue, flight)) > 0) continue
    } catch (error) {
      logger.warn('canary not received', { id: flight.id, reason: (error as Error).name })
    }
    await clock.sleep(PAUSE_MILLISECONDS)
  }
}

/** How many of this flight were there. */
async function receive({ clock }: CanaryDependencies, queue: Queue, flight: Flight): Promise<number> {
  const messages = await queue.receive(10, HIDDEN_SECONDS)
  const receivedAt = clock.now()
  const own = messages.flatMap(({ body, receiptHandle }) => {
    const topic = topicOf(body, flight)
    return topic === undefined ? [] : [{ topic, receiptHandle }]
  })
  for (const { topic } of own) flight.arrivals.set(topic, receivedAt)
  await Promise.all(own.map(({ receiptHandle }) => queue.delete(receiptHandle)))
  return own.length
}

/** The topic that a message of this flight has come through. A body that is not as it was published is none of them. */
function topicOf(body: string, { id }: Flight): string | undefined {
  try {
    const { attributes } = fromEnvelope(body)
    return attributes.source === SOURCE && attributes.id === id ? attributes.subject : undefined
  } catch (error) {
    if (error instanceof EnvelopeError) return undefined
    throw error
  }
}
