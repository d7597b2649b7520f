/** One operation of the HTTP API. */
export interface HttpRoute {
  readonly method: 'GET' | 'POST' | 'OPTIONS'
  /** Below the stage, `/v1`; a `{name}` is a parameter. */
  readonly path: string
  /** The Lambda function that answers. */
  readonly answeredBy: 'publish' | 'query'
  /** Needs a signed request (AWS_IAM). */
  readonly signed: boolean
  /** Parameters of the query without which nobody is asked. */
  readonly requiredQuery?: readonly string[]
}

/** The HTTP API: the stacks make methods of it, the functions answer it, the documents describe it. */
export const ROUTES = {
  publish: { method: 'POST', path: '/topics/{topic}/events', answeredBy: 'publish', signed: true },
  options: { method: 'OPTIONS', path: '/topics/{topic}/events', answeredBy: 'query', signed: false },
  deliveries: {
    method: 'GET',
    path: '/topics/{topic}/events',
    answeredBy: 'query',
    signed: true,
    requiredQuery: ['source', 'id'],
  },
  topics: { method: 'GET', path: '/topics', answeredBy: 'query', signed: true },
  openapi: { method: 'GET', path: '/openapi.json', answeredBy: 'query', signed: true },
  asyncapi: { method: 'GET', path: '/asyncapi.json', answeredBy: 'query', signed: true },
  health: { method: 'GET', path: '/health', answeredBy: 'query', signed: false },
} as const satisfies Readonly<Record<string, HttpRoute>>

type Routes = typeof ROUTES

/** The operations that a function answers. */
export type OperationOf<Function extends HttpRoute['answeredBy']> = {
  [Operation in keyof Routes]: Routes[Operation]['answeredBy'] extends Function ? Operation : never
}[keyof Routes]

/** A path of the API where a topic has a resource of its own, such as `/topics/orders/events`. */
export const pathOfTopic = (path: string, topic: string): string => path.replace('{topic}', topic)

/**
 * The path as the routes spell it, and what stands in it, whether a resource is one topic's or every topic's.
 * API Gateway tells parameters of the latter only.
 */
export function routedPath(resource: string): {
  readonly path: string
  readonly topic?: string
} {
  const topic = /^\/topics\/([^/{}]+)\/events$/.exec(resource)?.[1]
  return topic === undefined ? { path: resource } : { path: '/topics/{topic}/events', topic }
}
