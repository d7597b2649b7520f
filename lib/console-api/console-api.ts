import type { Problem } from '../messaging/problem.ts'
import { CONSOLE_ROUTES, type ConsoleOperation } from '../topology/console-routes.ts'
import type { ConsoleAnswers } from './answers.ts'
import { audit } from './audit.ts'
import { deadLetter } from './dead-letter.ts'
import { deadLetterTest } from './dead-letter-test.ts'
import { deadLetters } from './dead-letters.ts'
import type { ConsoleDependencies, ConsoleRequest, ConsoleResponse } from './dependencies.ts'
import { documentOf } from './documents.ts'
import { edit } from './edit.ts'
import { event } from './event.ts'
import { turns } from './in-turn.ts'
import { overview } from './overview.ts'
import { problemOf, problemResponse } from './problems.ts'
import { publish } from './publish.ts'
import { purge } from './purge.ts'
import { redrive } from './redrive.ts'
import { ensureRole, noRoute } from './refusals.ts'
import { session } from './session.ts'
import { subscription } from './subscription.ts'
import { pause, resume } from './switch.ts'
import { topic } from './topic.ts'
import { traffic } from './traffic.ts'

/** One operation of the desk. Throws a Problem to refuse. */
type Handler<Operation extends ConsoleOperation> = (
  deps: ConsoleDependencies,
  request: ConsoleRequest,
) => ConsoleAnswers[Operation] | Promise<ConsoleAnswers[Operation]>

/** All that this bus's desk can do, one handler a file. */
const HANDLERS: { readonly [Operation in ConsoleOperation]?: Handler<Operation> } = {
  ...{ session, overview, traffic, topic, publish, event, subscription, pause, resume },
  ...{ deadLetters, deadLetter, deadLetterTest, edit, redrive, purge, audit },
  openapi: documentOf('openapi.json'),
  asyncapi: documentOf('asyncapi.json'),
}

/** No answer is to be kept: the next one is another. */
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/**
 * The operator's desk as an HTTP API, over ports: who serves it brings these, and a caller that is verified. It never
 * throws: a refusal is a problem document, and so is what went wrong here.
 */
export function consoleApi(deps: ConsoleDependencies): (request: ConsoleRequest) => Promise<ConsoleResponse> {
  const inTurn = turns()
  return async (request) => {
    const answer = (): Promise<unknown> => answerOf(deps, request)
    try {
      return answered(takesLetters(request) ? await inTurn(subscriptionOf(request), answer) : await answer())
    } catch (error) {
      const problem: Problem = problemOf(deps.logger, request, error)
      const refused = problemResponse(problem, request.requestId)
      return { ...refused, headers: { ...HEADERS, ...refused.headers } }
    }
  }
}

/** Whether it takes dead letters in hand, be it to look at them. */
const takesLetters = ({ operation }: ConsoleRequest): boolean =>
  operation !== undefined && CONSOLE_ROUTES[operation].path.includes('/dead-letters')

const subscriptionOf = ({ path }: ConsoleRequest): string => path['subscription'] ?? ''

async function answerOf(deps: ConsoleDependencies, request: ConsoleRequest): Promise<unknown> {
  const { operation, caller } = request
  if (operation === undefined) throw noRoute()
  ensureRole(operation, CONSOLE_ROUTES[operation].role, caller)
  const handler = HANDLERS[operation]
  if (!handler) throw noRoute()
  return await handler(deps, request)
}

/** A string is program text; everything else is JSON. */
function answered(answer: unknown): ConsoleResponse {
  const isText = typeof answer === 'string'
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json'
  return {
    status: 200,
    headers: { ...HEADERS, 'content-type': type },
    body: isText ? answer : JSON.stringify(answer),
  }
}
