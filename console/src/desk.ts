import type { ConsoleAnswers } from '../../lib/console-api/answers.ts'
import {
  CONSOLE_ROUTES,
  CONSOLE_STAGE,
  type ConsoleOperation,
  type ConsoleRoute,
} from '../../lib/topology/console-routes.ts'

/** Values for the parameters of a path, and for the query. */
export type DeskParameters = Readonly<Record<string, string | number | undefined>>

/** The desk refused, in the words of its problem document. */
export class DeskError extends Error {
  override readonly name = 'DeskError'
  readonly status: number

  constructor(status: number, detail: string) {
    super(detail)
    this.status = status
  }
}

/** What is sent with every request: nothing at home, a bearer token where one signs in. */
let authorization: () => Promise<string | undefined> = () => Promise.resolve(undefined)

export function signRequestsWith(token: () => Promise<string | undefined>): void {
  authorization = token
}

/**
 * Asks the desk, or has it act. The answer is JSON but for a test, which is its text.
 * @throws DeskError
 */
export async function desk<Operation extends ConsoleOperation>(
  operation: Operation,
  parameters: DeskParameters = {},
  body?: object,
): Promise<ConsoleAnswers[Operation]> {
  const { method } = CONSOLE_ROUTES[operation]
  const token = await authorization()
  const response = await fetch(addressOf(operation, parameters), {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(method === 'POST' && { 'content-type': 'application/json' }),
    },
    ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
  }).catch((cause: Error) => {
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
    const { detail, errors = [] } = JSON.parse(text) as {
      detail?: string
      errors?: readonly { readonly pointer: string; readonly detail: string }[]
    }
    const more = errors.map(({ pointer, detail: what }) => `${pointer}: ${what}`)
    return new DeskError(response.status, [detail ?? response.statusText, ...more].join(' '))
  } catch {
    return new DeskError(response.status, `The desk answered ${response.status}.`)
  }
}
