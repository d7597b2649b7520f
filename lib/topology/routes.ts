/** One operation of the HTTP API. */
export interface HttpRoute {
  readonly method: 'GET' | 'POST' | 'OPTIONS'
  /** Below the stage, `/v1`; a `{name}` is a parameter. */
  readonly path: string
  /** The Lambda function that answers. */
  readonly answeredBy: 'publish' | 'query'
  /** Needs a signed request (AWS_IAM). */
  readonly signed: boolean
}

/** The HTTP API: the stacks make methods of it, the functions answer it, the documents describe it. */
export const ROUTES = {
  publish: { method: 'POST', path: '/topics/{topic}/events', answeredBy: 'publish', signed: true },
  options: { method: 'OPTIONS', path: '/topics/{topic}/events', answeredBy: 'query', signed: false },
  deliveries: { method: 'GET', path: '/topics/{topic}/events', answeredBy: 'query', signed: true },
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
