import { Problem } from '../../../lib/messaging/problem.ts'
import { handlePublish } from '../../../lib/messaging/publish/handle-publish.ts'
import type { Bus } from './bus.ts'
import { Process, Unanswered } from './network.ts'
import { type Planned, topology } from './scenario.ts'

const CLIENT_PATIENCE = 35_000

/** Happenings go out side by side; steps one after another, for only then is their order known. */
export async function publishAll(bus: Bus, events: readonly Planned[]): Promise<void> {
  const steps = events.filter(({ topic }) => topic === 'steps')
  const inOrder = async (): Promise<void> => {
    for (const step of steps) await publishUntilAccepted(bus, step)
  }
  const happenings = events.filter(({ topic }) => topic === 'happenings')
  await Promise.all([inOrder(), ...happenings.map((event) => publishUntilAccepted(bus, event))])
}

/** As a client does: the same request under the same key, until it is answered with 202. */
async function publishUntilAccepted(bus: Bus, { topic, id, data }: Planned): Promise<void> {
  const type = topic === 'steps' ? 'taken' : 'happened'
  for (let attempt = 1; ; attempt += 1) {
    const process = new Process('publisher', `publish-${id}-${bus.life}-${attempt}`)
    const deps = {
      topology,
      bucket: '',
      publisher: bus.publisherOf(process),
      keys: bus.keysOf(process),
      clock: bus.clockOf(process),
      random: bus.random,
      logger: { info: () => undefined, warn: () => undefined },
      metrics: { add: () => undefined },
    }
    const request = {
      headers: { 'content-type': 'application/json', 'idempotency-key': `${id} ${bus.life}` },
      path: { topic },
      query: {},
      body: Buffer.from(JSON.stringify({ type, source: '/simulation', id, data })),
      principal: 'local',
      remainingMilliseconds: 29_000,
    }
    const status = await Promise.race([
      handlePublish(deps, request).then((response) => response.status, statusOf),
      bus.time.sleep(CLIENT_PATIENCE).then(() => 504),
    ])
    bus.network.note(`${process.name} ${status}`)
    if (status === 202) return
    if (status < 500 && status !== 409) throw new Error(`A good event was refused with ${status}.`)
    await bus.time.sleep(bus.random.below(5_000))
  }
}

/** Whatever befalls the services is told as a problem. Anything else is a mistake of the endpoint. */
function statusOf(error: unknown): number {
  const isOfTheNetwork = error instanceof Problem && (!error.cause || error.cause instanceof Unanswered)
  if (isOfTheNetwork) return error.status
  throw new Error(`Publishing failed in itself: ${error}`)
}
