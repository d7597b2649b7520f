import middy from '@middy/core'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import type { InvocationMetrics } from '../lib/adapters/aws/metrics.ts'
import { consoleApi } from '../lib/console-api/console-api.ts'
import type { ConsoleCaller, ConsoleDependencies, ConsoleRequest } from '../lib/console-api/dependencies.ts'
import { headerFields } from '../lib/messaging/http.ts'
import { Problem } from '../lib/messaging/problem.ts'
import { CONSOLE_ROUTES, type ConsoleOperation } from '../lib/topology/console-routes.ts'
import { flushedMetrics } from './middleware/flushed-metrics.ts'
import { problemDocuments } from './middleware/problem-documents.ts'

/** What an operator does has no id by which it would be done only once. */
const again = (requestId: string): string =>
  `Look whether it was done before you do it again. Its log says more, under request ${requestId}.`

/** The Lambda behind the console's REST API. Who calls has been verified by its authorizer. */
export function answerDesk(
  open: () => Promise<ConsoleDependencies>,
  { logger, metrics }: Pick<ConsoleDependencies, 'logger'> & { readonly metrics: InvocationMetrics },
) {
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult, Error, Context>()
    .use(problemDocuments(logger, again))
    .use(flushedMetrics(metrics))
    .handler(async (event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
      const request = consoleRequest(event, context)
      const { status, headers, body } = await consoleApi(await open())(request)
      return { statusCode: status, headers: { ...headers }, body }
    })
}

function consoleRequest(event: APIGatewayProxyEvent, context: Context): ConsoleRequest {
  const { requestContext, body, isBase64Encoded } = event
  return {
    operation: operationOf(event),
    caller: callerOf(requestContext),
    headers: headerFields(event.multiValueHeaders as Record<string, string[]>),
    path: { ...event.pathParameters } as Record<string, string>,
    query: { ...event.queryStringParameters } as Record<string, string>,
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
    requestId: requestContext.requestId,
    remainingMilliseconds: context.getRemainingTimeInMillis(),
  }
}

function operationOf({ httpMethod, resource }: APIGatewayProxyEvent): ConsoleOperation | undefined {
  const routes = Object.entries(CONSOLE_ROUTES)
  const found = routes.find(([, { method, path }]) => method === httpMethod && path === resource)
  return found?.[0] as ConsoleOperation | undefined
}

/**
 * As the authorizer says; at home, where nobody signs in, the one at this machine.
 * @throws Problem
 */
function callerOf({ authorizer, identity }: APIGatewayProxyEvent['requestContext']): ConsoleCaller {
  if (!authorizer && identity.userArn === 'local') {
    return { principal: 'local', iamPrincipal: 'local', role: 'operator' }
  }
  const { principalId: principal, role } = authorizer ?? {}
  if (typeof principal === 'string' && principal !== '' && (role === 'reader' || role === 'operator')) {
    return { principal, role }
  }
  throw new Problem('forbidden', 'The desk must know who asks, and in which role. Sign in.')
}
