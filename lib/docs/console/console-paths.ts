import {
  CONSOLE_ROUTES,
  CONSOLE_STAGE,
  type ConsoleOperation,
  type ConsoleRoute,
} from '../../topology/console-routes.ts'
import type { Topology } from '../../topology/types.ts'
import { concretePaths } from '../concrete-paths.ts'
import type { JsonSchema } from '../json-schema.ts'
import { operationId } from '../operation-id.ts'
import { problemResponses } from '../problem-responses.ts'
import { OPERATIONS } from './operations.ts'
import { parametersOf } from './parameters.ts'

/** What all operations of the desk have in common, and none of the endpoint's: their tag, and how they are secured. */
export const CONSOLE = 'console'

/** How a desk on AWS knows who asks. */
export const CONSOLE_SECURITY: JsonSchema = {
  description:
    "An ID token of the stage's OpenID Connect provider; a claim of it tells the role. Nobody signs in at home.",
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
}

const SERVERS = [
  { url: '/', description: "The operator's desk: at home at the same address, on AWS at one of its own." },
]

/**
 * The paths of the operator's desk. Its stage is part of them, since the endpoint has paths that are called the same below
 * a stage of its own.
 */
export function consolePaths(topology: Topology): Readonly<Record<string, JsonSchema>> {
  const operations = Object.entries<ConsoleRoute>(CONSOLE_ROUTES).flatMap(([name, route]) =>
    concretePaths(topology, route.path).map(([path, topic]) => ({
      path: `/${CONSOLE_STAGE}${path}`,
      item: { [route.method.toLowerCase()]: operation(topology, name as ConsoleOperation, topic) },
    })),
  )
  const byPath = Map.groupBy(operations, ({ path }) => path)
  return Object.fromEntries(
    [...byPath].map(([path, group]) => [
      path,
      Object.assign({ servers: SERVERS }, ...group.map(({ item }) => item)),
    ]),
  )
}

function operation(topology: Topology, name: ConsoleOperation, topic: string | undefined): JsonSchema {
  const { summary, answer, contentType = 'application/json', takes, refusals = [] } = OPERATIONS[name]
  const parameters = parametersOf(name)
  const body = takes?.(topology, topic ?? '')
  return {
    operationId: operationId(`${CONSOLE}${name.charAt(0).toUpperCase()}${name.slice(1)}`, topic),
    tags: [CONSOLE],
    summary,
    security: [{ [CONSOLE]: [CONSOLE_ROUTES[name].role] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      200: { description: 'Done.', content: { [contentType]: { schema: answer } } },
      ...problemResponses(401, ...refusals),
    },
  }
}
