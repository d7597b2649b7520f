/** Who may ask: a reader sees, an operator acts as well. */
export type ConsoleRole = 'reader' | 'operator'

/** One operation of the operator's desk. */
export interface ConsoleRoute {
  readonly method: 'GET' | 'POST'
  /** Below `/console`; a `{name}` is a parameter. */
  readonly path: string
  readonly role: ConsoleRole
  /** Parameters of the query without which nobody is asked. */
  readonly requiredQuery?: readonly string[]
  /** Parameters of the query that narrow the answer. */
  readonly optionalQuery?: readonly string[]
}

/** The first segment of every path of the desk: at home, and as the stage of its REST API. */
export const CONSOLE_STAGE = 'console'

const DEAD_LETTERS = '/subscriptions/{subscription}/dead-letters'

/**
 * What the console asks and does: the console API answers it, the stack makes methods of it, OpenAPI describes it. A
 * dead letter is known by the `messageId` that SQS gave it, which any path can hold.
 */
export const CONSOLE_ROUTES = {
  session: { method: 'GET', path: '/session', role: 'reader' },
  overview: { method: 'GET', path: '/overview', role: 'reader' },
  traffic: {
    method: 'GET',
    path: '/traffic',
    role: 'reader',
    optionalQuery: ['minutes', 'topic', 'subscription'],
  },
  topic: { method: 'GET', path: '/topics/{topic}', role: 'reader' },
  publish: { method: 'POST', path: '/topics/{topic}/events', role: 'operator' },
  event: {
    method: 'GET',
    path: '/topics/{topic}/events',
    role: 'reader',
    requiredQuery: ['source', 'id'],
  },
  subscription: { method: 'GET', path: '/subscriptions/{subscription}', role: 'reader' },
  pause: { method: 'POST', path: '/subscriptions/{subscription}/pause', role: 'operator' },
  resume: { method: 'POST', path: '/subscriptions/{subscription}/resume', role: 'operator' },
  deadLetters: {
    method: 'GET',
    path: DEAD_LETTERS,
    role: 'reader',
    optionalQuery: ['queue', 'search', 'cause', 'limit'],
  },
  deadLetter: {
    method: 'GET',
    path: `${DEAD_LETTERS}/{messageId}`,
    role: 'reader',
    optionalQuery: ['queue'],
  },
  deadLetterTest: {
    method: 'GET',
    path: `${DEAD_LETTERS}/{messageId}/test`,
    role: 'reader',
    optionalQuery: ['queue'],
  },
  edit: { method: 'POST', path: `${DEAD_LETTERS}/{messageId}/edit`, role: 'operator' },
  redrive: { method: 'POST', path: `${DEAD_LETTERS}/redrive`, role: 'operator' },
  purge: { method: 'POST', path: `${DEAD_LETTERS}/purge`, role: 'operator' },
  audit: {
    method: 'GET',
    path: '/audit',
    role: 'reader',
    optionalQuery: ['subscription', 'before', 'limit'],
  },
  openapi: { method: 'GET', path: '/documents/openapi.json', role: 'reader' },
  asyncapi: { method: 'GET', path: '/documents/asyncapi.json', role: 'reader' },
} as const satisfies Readonly<Record<string, ConsoleRoute>>

export type ConsoleOperation = keyof typeof CONSOLE_ROUTES
