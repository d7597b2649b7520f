import type { ConsoleAnswers } from '../../lib/console-api/answers.ts'
import {
  CONSOLE_ROUTES,
  CONSOLE_STAGE,
  type ConsoleOperation,
  type ConsoleRoute,
} from '../../lib/topology/console-routes.ts'

/** Values for the parameters of a path, and for the query. */
export type DeskParameters = Readonly<Record<string, string | number | undefined>>

/** One fault inside what was sent. `pointer` is a JSON Pointer into it. */
export interface DeskFault {
  readonly pointer: string
  readonly detail: string
}

/** The desk refused, in the words of its problem document. */
export class DeskError extends Error {
  override readonly name = 'DeskError'
  /** 0 when there was no answer. */
  readonly status: number
  /** The problem without its faults, which the message has too. */
  readonly detail: string
  readonly faults: readonly DeskFault[]

  constructor(status: number, detail: string, faults: readonly DeskFault[] = []) {
    super([detail, ...faults.map(({ pointer, detail: what }) => `${pointer}: ${what}`)].join(' '))
    this.status = status
    this.detail = detail
    this.faults = faults
  }
}

/** API Gateway waits no longer for its function. */
const PATIENCE_MILLISECONDS = 30_000

/** What is sent with every request: nothing at home, a bearer token where one signs in. */
let authorization: () => Promise<string | undefined> = () => Promise.resolve(undefined)

export function signRequestsWith(token: () => Promise<string | undefined>): void {
  authorization = token
}

/**
 * Asks the desk, or has it act. A body that is text is JSON already: it keeps its numbers as they are written. The answer
 * is JSON but for a test, which is its text.
 * @throws DeskError
 */
export async function desk<Operation extends ConsoleOperation>(
  operation: Operation,
  parameters: DeskParameters = {},
  body: object | string = {},
  signal?: AbortSignal,
): Promise<ConsoleAnswers[Operation]> {
  const { method } = CONSOLE_ROUTES[operation]
  const token = await authorization()
  const patience = AbortSignal.timeout(PATIENCE_MILLISECONDS)
  const response = await fetch(addressOf(operation, parameters), {
    method,
    signal: signal === undefined ? patience : AbortSignal.any([signal, patience]),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(method === 'POST' && { 'content-type': 'application/json' }),
    },
    ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  }).catch((cause: Error) => {
    if (signal?.aborted) throw cause
    throw new DeskError(0, `The desk does not answer (${cause.message}). Is the stack up?`)
  })
  if (!response.ok) throw await refusal(response)
  const isText = response.headers.get('content-type')?.startsWith('text/')
  return (await (isText ? response.text() : response.json())) as ConsoleAnswers[Operation]
}

/** Path parameters go where the route has them, the rest into the query. */
function addressOf(operation: ConsoleOperation, parameters: DeskParameters): string {
  const { path }: ConsoleRoute = CONSOLE_ROUTES[operation]
  const inPath = new Set([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parameters[name])))
  const query = Object.entries(parameters).flatMap(([name, value]) =>
    inPath.has(name) || value === undefined ? [] : [[name, String(value)]],
  )
  const search = query.length > 0 ? `?${new URLSearchParams(query)}` : ''
  return `/${CONSOLE_STAGE}${filled}${search}`
}

async function refusal(response: Response): Promise<DeskError> {
  const text = await response.text()
  try {
    const { detail, errors } = JSON.parse(text) as { detail?: string; errors?: readonly DeskFault[] }
    return new DeskError(response.status, detail ?? response.statusText, errors)
  } catch {
    return new DeskError(response.status, `The desk answered ${response.status}.`)
  }
}
