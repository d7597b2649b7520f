import middy from '@middy/core'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import { topology } from '#topology'
import { cloudWatchLogger } from '../lib/adapters/aws/logger.ts'
import type { HttpRequest, HttpResponse } from '../lib/messaging/http.ts'
import { type HttpRoute, type OperationOf, ROUTES, routedPath } from '../lib/topology/routes.ts'
import { crossOrigin } from './middleware/cross-origin.ts'
import { httpRequest } from './middleware/http-request.ts'
import { httpResponse } from './middleware/http-response.ts'
import { problemDocuments } from './middleware/problem-documents.ts'

/** What answers one resource of the API. Throws a Problem to refuse. */
export type Route = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>

const again = (): string => 'Send it again with the same id or Idempotency-Key: that is safe.'

/** A Lambda behind the REST API: one answer for each of its operations, none missing, none too many. */
export function answer<const Name extends HttpRoute['answeredBy']>(
  name: Name,
  operations: Readonly<Record<OperationOf<Name>, Route>>,
) {
  const routes = new Map(
    Object.entries<Route>(operations).map(([operation, route]) => {
      const { method, path } = ROUTES[operation as keyof typeof ROUTES]
      return [`${method} ${path}`, route]
    }),
  )
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult, Error, Context>()
    .use(crossOrigin(topology.browserOrigins))
    .use(problemDocuments(cloudWatchLogger(name), again))
    .handler(async (event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
      const route = routes.get(`${event.httpMethod} ${routedPath(event.resource).path}`)
      if (!route) throw new Error(`No route answers ${event.httpMethod} ${event.resource}.`)
      return httpResponse(await route(httpRequest(event, context)))
    })
}
