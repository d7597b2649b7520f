import {
  MAX_ATTEMPTS,
  type Planned,
  poisonIn,
  SUBSCRIPTIONS,
  type SubscriptionName,
  topology,
} from './scenario.ts'
import type { BusRun } from './simulate-bus.ts'

/** Every promise that a run broke, in words; none when all were kept. */
export function brokenPromises(run: BusRun): string[] {
  return [
    ...run.broken,
    ...wrongEffects(run),
    ...strangers(run),
    ...wrongOrder(run),
    ...wrongDeaths(run),
    ...unavailable(run),
  ]
}

const listensTo = (subscription: SubscriptionName, { topic }: Planned): boolean =>
  topology.subscriptions[subscription].topic === topic

/** What was accepted takes effect: in the ledger's transaction once, elsewhere at least once. */
function wrongEffects({ events, effects, lives, mayRepeat }: BusRun): string[] {
  return SUBSCRIPTIONS.flatMap((subscription) =>
    lives.flatMap((life) =>
      events
        .filter((event) => listensTo(subscription, event))
        .flatMap((event) => {
          const times = effects.filter(
            (each) => each.subscription === subscription && each.id === event.id && each.life === life,
          ).length
          const { hangs, slowMilliseconds } = event.data.plan
          const mayBeMore = subscription === 'acting' && (mayRepeat || hangs || slowMilliseconds > 0)
          if (times === 1 || (times > 1 && mayBeMore)) return []
          return [`${subscription}: event ${event.data.serial} took effect ${times} times in life ${life}`]
        }),
    ),
  )
}

/** Nothing takes effect that was not sent, or as something else. */
function strangers({ events, effects }: BusRun): string[] {
  const sent = new Map(events.map(({ id, data }) => [id, JSON.stringify(data)]))
  return effects
    .filter(({ id, data }) => sent.get(id) !== JSON.stringify(data))
    .map(({ subscription, id }) => `${subscription}: '${id}' took effect and was not sent like this`)
}

/** Steps of a group take effect in their order, but for those that were a dead letter. */
function wrongOrder({ effects, deaths }: BusRun): string[] {
  const dead = deaths.filter(({ subscription }) => subscription === 'following')
  const steps = effects.filter(
    ({ subscription, id }) => subscription === 'following' && !dead.some(({ body }) => body.includes(id)),
  )
  const groups = Map.groupBy(steps, ({ data, life }) => `${data.group} in life ${life}`)
  return [...groups].flatMap(([group, taken]) => {
    const serials = taken.map(({ data }) => data.serial)
    const ordered = serials.every((serial, index) => index === 0 || serial > (serials[index - 1] as number))
    return ordered ? [] : [`following: group ${group} took effect in the order ${serials.join(', ')}`]
  })
}

/** An event that is good may die of what befell its consumers, attempt for attempt. */
const OF_BAD_LUCK = ['ATTEMPTS_EXHAUSTED', 'TIMEOUT', 'Error']

function wrongDeaths({ deaths, events, faults }: BusRun): string[] {
  return deaths.flatMap(({ body, code = 'no cause', attempts }) => {
    const poison = poisonIn(body)
    if (poison) {
      const isRight = code === poison.code || code === 'ATTEMPTS_EXHAUSTED'
      return isRight ? [] : [`poison died of ${code}: ${poison.name}`]
    }
    const event = events.find(({ id }) => body.includes(id))
    if (!event) return ['a dead letter is not what was sent']
    const { permanent, retryAfterSeconds } = event.data.plan
    if (permanent && code === 'NonRetriableError') return []
    // RetryAfter: the last that is known of it, when all that came after died without a word.
    const allowed = retryAfterSeconds > 0 ? [...OF_BAD_LUCK, 'RetryAfter'] : OF_BAD_LUCK
    return [
      ...(allowed.includes(code) ? [] : [`event ${event.data.serial} died of ${code}`]),
      ...(attempts === MAX_ATTEMPTS
        ? []
        : [`event ${event.data.serial} died of ${code} in attempt ${attempts}`]),
      ...(faults.size === 0 ? [`event ${event.data.serial} died though nothing went wrong`] : []),
    ]
  })
}

/** A consumer answers its own mistakes as it answers those of the services: in a calm run they have none. */
function unavailable({ faults, met }: BusRun): string[] {
  const times = met.get('retry UNAVAILABLE') ?? 0
  return faults.size === 0 && times > 0 ? [`${times} deliveries failed though nothing went wrong`] : []
}
