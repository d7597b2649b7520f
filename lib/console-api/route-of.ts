import { CONSOLE_ROUTES, type ConsoleOperation } from '../topology/console-routes.ts'
import type { ConsoleRequest } from './dependencies.ts'

/** What a method and a path below `/console`, as the address has it, ask for. */
export function routeOf(method: string, path: string): Pick<ConsoleRequest, 'operation' | 'path'> {
  const given = path.split('/')
  for (const [operation, route] of Object.entries(CONSOLE_ROUTES)) {
    const parameters = route.method === method ? matched(route.path.split('/'), given) : undefined
    if (parameters) return { operation: operation as ConsoleOperation, path: parameters }
  }
  return { operation: undefined, path: {} }
}

function matched(pattern: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== given.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    const value = decoded(given[index] ?? '')
    if (name === undefined ? value !== part : !value) return undefined
    if (name !== undefined && value !== undefined) parameters[name] = value
  }
  return parameters
}

/** Undefined for what no program would have written. */
function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
