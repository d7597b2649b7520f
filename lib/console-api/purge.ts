import { purge as purgeLetters } from '../messaging/operate/purge.ts'
import { Problem } from '../messaging/problem.ts'
import type { Purged } from './answers.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { seatedDesk } from './desk.ts'
import { readBody } from './read-body.ts'
import { redriveDependencies } from './redrive-dependencies.ts'
import { subscriptionIn } from './refusals.ts'
import { purgeRequest } from './requests.ts'

/**
 * `POST …/dead-letters/purge`: deletes them for good, once the subscription's name is there to confirm it. With `newest`
 * what died after the list was made stays: nobody has confirmed that.
 */
export async function purge(deps: ConsoleDependencies, request: ConsoleRequest): Promise<Purged> {
  const subscription = subscriptionIn(deps.desk.topology, request)
  const { queue, selection, confirm, newest = Number.POSITIVE_INFINITY } = readBody(purgeRequest, request)
  if (confirm !== subscription) {
    const detail = `must be '${subscription}'`
    throw new Problem('malformed-request', `confirm ${detail}: nothing was purged.`, [
      { pointer: '/confirm', detail },
    ])
  }
  const seated = { ...seatedDesk(deps, request), ...redriveDependencies(deps, subscription, queue) }
  const { purged, notFound } = await purgeLetters(seated, selection, {
    isConfirmed: ({ sentAt }) => sentAt <= newest,
  })
  return { purged: purged.length, notFound }
}
