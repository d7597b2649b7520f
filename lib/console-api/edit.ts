import { auditedEdit } from '../messaging/operate/audited-edit.ts'
import { Problem } from '../messaging/problem.ts'
import { EditOvertaken, EditRefused } from '../messaging/redrive/redrive-edited.ts'
import type { Edited } from './answers.ts'
import { topicOf } from './dead-letter-view.ts'
import type { ConsoleDependencies, ConsoleRequest } from './dependencies.ts'
import { seatedDesk } from './desk.ts'
import { findDeadLetter } from './find-dead-letter.ts'
import { readBody } from './read-body.ts'
import { redriveDependencies } from './redrive-dependencies.ts'
import { subscriptionIn } from './refusals.ts'
import { editRequest } from './requests.ts'

/** `POST …/dead-letters/{messageId}/edit`: the event with other data, for this subscription alone, in the dead one's place. */
export async function edit(deps: ConsoleDependencies, request: ConsoleRequest): Promise<Edited> {
  const { topology } = deps.desk
  const subscription = subscriptionIn(topology, request)
  const { queue, data } = readBody(editRequest, request)
  const { message } = await findDeadLetter(deps, { ...request, query: queue ? { queue } : {} })
  const seated = { ...seatedDesk(deps, request), ...redriveDependencies(deps, subscription, queue) }
  const edited = await auditedEdit(seated, message.messageId, data).catch((error: unknown) => {
    if (error instanceof EditRefused) throw new Problem('invalid-event', error.message, [], { cause: error })
    if (error instanceof EditOvertaken)
      throw new Problem('internal-error', error.message, [], { cause: error })
    throw error
  })
  const { source, id } = edited.attributes
  return { topic: topicOf(topology, subscription), source, id }
}
