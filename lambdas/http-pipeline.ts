import middy from '@middy/core'
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda'
import { cloudWatchLogger } from '../lib/adapters/aws/logger.ts'
import type { HttpRequest, HttpResponse } from '../lib/messaging/http.ts'
import { httpRequest } from './middleware/http-request.ts'
import { httpResponse } from './middleware/http-response.ts'
import { problemDocuments } from './middleware/problem-documents.ts'

/** What answers one resource of the API. Throws a Problem to refuse. */
export type Route = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>

/** A Lambda behind the REST API: each key is a method and resource as API Gateway names them, `GET /topics`. */
export function answer(service: string, routes: Readonly<Record<string, Route>>) {
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult, Error, Context>()
    .use(problemDocuments(cloudWatchLogger(service)))
    .handler(async (event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
      const route = routes[`${event.httpMethod} ${event.resource}`]
      if (!route) throw new Error(`No route answers ${event.httpMethod} ${event.resource}.`)
      return httpResponse(await route(httpRequest(event, context)))
    })
}
