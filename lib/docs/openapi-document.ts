import { type HttpRoute, ROUTES } from '../topology/routes.ts'
import type { Topology } from '../topology/types.ts'
import { ATTRIBUTE_SCHEMAS } from './attribute-schemas.ts'
import { concretePaths } from './concrete-paths.ts'
import { CONSOLE, CONSOLE_SECURITY, consolePaths } from './console/console-paths.ts'
import { consoleSchemas } from './console/console-schemas.ts'
import { declaredEvents } from './declared-events.ts'
import { eventSchemas } from './event-schemas.ts'
import type { JsonSchema } from './json-schema.ts'
import { operationId } from './operation-id.ts'
import { optionsOperation } from './options-operation.ts'
import { PROBLEM_RESPONSES, PROBLEM_SCHEMA } from './problem-responses.ts'
import { HEADER_PARAMETERS, publishOperation, RECEIPT_SCHEMAS } from './publish-operation.ts'
import {
  DELIVERY_SCHEMA,
  deliveriesOperation,
  documentOperation,
  healthOperation,
  topicsOperation,
} from './query-operations.ts'

/** Each operation of the route table in words. `topic` is there where the path has one. */
const OPERATIONS: Readonly<Record<keyof typeof ROUTES, (topology: Topology, topic: string) => JsonSchema>> = {
  publish: publishOperation,
  options: optionsOperation,
  deliveries: deliveriesOperation,
  topics: topicsOperation,
  health: healthOperation,
  openapi: () => documentOperation('openapi', 'this document'),
  asyncapi: () => documentOperation('asyncapi', 'the AsyncAPI document: what moves through the bus'),
}

/**
 * The HTTP APIs of a bus: its endpoint and its operator's desk, with one path for each topic, so that every body has the
 * schema of its topic.
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function openApiDocument(topology: Topology): JsonSchema {
  return {
    openapi: '3.1.1',
    info: {
      title: topology.name,
      version: '1.0',
      description: 'Publishes CloudEvents and tells what became of them.',
    },
    servers: [{ url: '/v1' }],
    security: [{ sigv4: [] }],
    paths: { ...paths(topology), ...consolePaths(topology) },
    components: {
      securitySchemes: { sigv4: SIGV4, [CONSOLE]: CONSOLE_SECURITY },
      parameters: HEADER_PARAMETERS,
      responses: PROBLEM_RESPONSES,
      schemas: {
        ...eventSchemas(declaredEvents(topology)),
        ...ATTRIBUTE_SCHEMAS,
        ...RECEIPT_SCHEMAS,
        Delivery: DELIVERY_SCHEMA,
        Problem: PROBLEM_SCHEMA,
        ...consoleSchemas(topology),
      },
    },
  }
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authtype.html */
const SIGV4 = {
  description: 'AWS Signature Version 4 for the service execute-api. Nobody signs at home.',
  type: 'apiKey',
  in: 'header',
  name: 'Authorization',
  'x-amazon-apigateway-authtype': 'awsSigv4',
}

function paths(topology: Topology): Readonly<Record<string, JsonSchema>> {
  const operations = Object.entries<HttpRoute>(ROUTES).flatMap(([name, { method, path, signed }]) =>
    concretePaths(topology, path).map(([concrete, topic]) => {
      const operation = {
        operationId: operationId(name, topic),
        ...(topic !== undefined && { tags: [topic] }),
        ...(!signed && { security: [] }),
        ...OPERATIONS[name as keyof typeof ROUTES](topology, topic ?? ''),
      }
      return { path: concrete, item: { [method.toLowerCase()]: operation } }
    }),
  )
  const byPath = Map.groupBy(operations, ({ path }) => path)
  return Object.fromEntries(
    [...byPath].map(([path, group]) => [path, Object.assign({}, ...group.map(({ item }) => item))]),
  )
}
